package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// full is the program full of the transcripts: it runs a command whose output goes
// to a full disk.
func full() {
	disk, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		fail(err)
	}
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, disk, os.Stderr
	leaveAs(cmd.Run())
}

// interrupt is the program interrupt of the transcripts: it gives a command one
// line, waits for one back, and then presses Ctrl-C while the command waits for more.
func interrupt() {
	cmd := exec.Command(os.Args[2], os.Args[3:]...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		fail(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		fail(err)
	}
	if err := cmd.Start(); err != nil {
		fail(err)
	}
	fmt.Fprintln(in, os.Args[1])
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		fail(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		fail(err)
	}
	leaveAs(cmd.Wait())
}

// leaveAs ends with the exit code of the command that err is from.
func leaveAs(err error) {
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		os.Exit(exit.ExitCode())
	case err != nil:
		fail(err)
	}
	os.Exit(0)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(99)
}
