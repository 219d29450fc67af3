// Command probe tells from inside a pod what the pod can reach. For tests.
//
//	probe wait         until it is told to end
//	probe get URL      prints the answer's body; fails with the reason when there is none within two seconds
//	probe resolve NAME prints the name's addresses; fails with the reason when there are none
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const patience = 2 * time.Second

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	switch command := strings.Join(arguments, " "); {
	case command == "wait":
		<-ctx.Done()
		return nil
	case len(arguments) == 2 && arguments[0] == "get":
		return get(ctx, arguments[1])
	case len(arguments) == 2 && arguments[0] == "resolve":
		return resolve(ctx, arguments[1])
	default:
		return fmt.Errorf("%q: allowed are wait, get URL, resolve NAME", command)
	}
}

func get(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(os.Stdout, response.Body)
	return err
}

func resolve(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupHost(ctx, name)
	if err != nil {
		return err
	}
	fmt.Println(strings.Join(addresses, "\n"))
	return nil
}
