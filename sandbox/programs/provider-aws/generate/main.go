// Command generate makes what it takes to build the AWS provider with the controllers of our kinds only.
//
//	generate module KINDS FOLDER      the module to build: go.mod, go.sum, links to upstream's modules, overlay.json
//	generate packages KINDS FOLDER    packages/<package>/{crossplane.yaml,crds/*.yaml}
//
// KINDS is the ManagedResourceActivationPolicy that lists the kinds. It runs in the folder of the go.mod that pins the
// provider. Nothing of upstream's is copied into the repository: its lists are read, shortened, and laid over it.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
)

const (
	providerPath  = "github.com/upbound/provider-aws/v2"
	terraformPath = "github.com/hashicorp/terraform-provider-aws"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "provider-aws:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 || (args[0] != "module" && args[0] != "packages") {
		return fmt.Errorf("usage: generate module|packages KINDS FOLDER, but got %q", args)
	}
	provider, err := download(".", providerPath)
	if err != nil {
		return err
	}
	kinds, err := readKinds(args[1], provider)
	if err != nil {
		return err
	}
	if args[0] == "packages" {
		return writePackages(args[2], provider, kinds)
	}
	return writeModule(args[2], provider, kinds)
}

// module is where the go command keeps a module's files.
type module struct {
	Path, Version, Dir string
}

// download fetches a module at the version that the go.mod in the folder selects, checked against the go.sum there.
func download(folder, path string) (module, error) {
	out, err := command(folder, "go", "mod", "download", "-json", path)
	if err != nil {
		return module{}, err
	}
	var m module
	return m, json.Unmarshal(out, &m)
}

// command runs a program in a folder and returns what it prints, or an error with all that it printed.
func command(folder, name string, args ...string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s in %s: %w\n%s%s", cmd, folder, err, &stdout, &stderr)
	}
	return stdout.Bytes(), nil
}
