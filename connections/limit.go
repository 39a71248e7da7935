package connections

import (
	"fmt"
	"slices"
	"time"

	"github.com/dg-lang/dg/connections/provider"
)

// recent are the renewals that the provider still counts; none where it does not.
func recent(s provider.Service, renewals []time.Time, now time.Time) []time.Time {
	if s.RefreshLimit == 0 {
		return nil
	}
	window := time.Duration(s.RefreshWindow) * time.Second
	return slices.DeleteFunc(slices.Clone(renewals), func(at time.Time) bool { return now.Sub(at) >= window })
}

// usedUp refuses a refresh that the provider would answer by refusing more of them.
// The count is of this store's renewals; another client's are not known here.
func (m *Manager) usedUp(t Target, a Authorization) error {
	counted := recent(t.Service, a.Renewals, m.now())
	if t.Service.RefreshLimit == 0 || len(counted) < t.Service.RefreshLimit {
		return nil
	}
	free := counted[len(counted)-t.Service.RefreshLimit].Add(time.Duration(t.Service.RefreshWindow) * time.Second)
	return m.refreshError(t, fmt.Errorf("%s gives %d tokens in %d minutes, and they are used up; the next one can be asked for in %s",
		t.Service.Title, t.Service.RefreshLimit, t.Service.RefreshWindow/60, free.Sub(m.now()).Round(time.Second)))
}
