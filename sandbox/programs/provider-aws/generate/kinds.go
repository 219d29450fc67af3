package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const awsSuffix = ".aws.upbound.io"

// kind is a managed kind that the provider is to serve.
type kind struct {
	plural, group string // of vpcs.ec2.aws.upbound.io: vpcs, ec2
	name          string // VPC
	resource      string // aws_vpc, or nothing for a controller that is not made from a Terraform resource
	definition    string // the file of its CustomResourceDefinition
}

// controller is the package of its controller below internal/controller/cluster.
func (k kind) controller() string {
	return k.group + "/" + strings.ToLower(k.name)
}

// readKinds returns the provider's kinds of the list, in the list's order.
func readKinds(list string, provider module) ([]kind, error) {
	text, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	names, err := activated(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s:%w", list, err)
	}
	var kinds []kind
	for _, name := range names {
		if !strings.HasSuffix(name, awsSuffix) {
			continue // activated refuses what is not another provider's
		}
		k, err := find(name, provider)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", list, err)
		}
		kinds = append(kinds, k)
	}
	if len(kinds) == 0 {
		return nil, fmt.Errorf("%s: no kind of the AWS provider; expected <plural>.<group>%s below activate:", list, awsSuffix)
	}
	return kinds, nil
}

var (
	entry  = regexp.MustCompile(`^\s*- (\S+)$`)
	listed = regexp.MustCompile(`^[a-z0-9]+\.([a-z0-9]+\.aws\.upbound\.io|kubernetes\.crossplane\.io)$`)
)

// activated reads spec.activate of a ManagedResourceActivationPolicy, of which nothing may follow it: one name a line.
// A pattern, which Crossplane would take, is refused: what it matches would not be known.
func activated(policy string) ([]string, error) {
	var names []string
	reading := false
	for i, line := range strings.Split(policy, "\n") {
		text := strings.TrimSpace(line)
		switch match := entry.FindStringSubmatch(line); {
		case !reading:
			reading = line == "  activate:"
		case text == "" || strings.HasPrefix(text, "#"):
		case match == nil || !listed.MatchString(match[1]):
			return nil, fmt.Errorf("%d: %q: expected - <plural>.<group>%s, or - <plural>.kubernetes.crossplane.io", i+1, text, awsSuffix)
		case slices.Contains(names, match[1]):
			return nil, fmt.Errorf("%d: %s is listed twice", i+1, match[1])
		default:
			names = append(names, match[1])
		}
	}
	if !reading {
		return nil, fmt.Errorf(" no line is \"  activate:\"; expected a ManagedResourceActivationPolicy with spec.activate")
	}
	return names, nil
}

var (
	kindName     = regexp.MustCompile(`(?m)^    kind: (\w+)$`)
	resourceName = regexp.MustCompile(`Resources\["(\w+)"\]`)
)

// find looks a kind up in the provider's sources by its name, vpcs.ec2.aws.upbound.io.
func find(name string, provider module) (kind, error) {
	plural, group, _ := strings.Cut(strings.TrimSuffix(name, awsSuffix), ".")
	k := kind{plural: plural, group: group}
	k.definition = filepath.Join(provider.Dir, "package/crds", group+awsSuffix+"_"+plural+".yaml")
	definition, err := os.ReadFile(k.definition)
	if os.IsNotExist(err) {
		return k, fmt.Errorf("%s: %s %s has no such kind; expected one of its package/crds, <group>%s_<plural>.yaml",
			name, provider.Path, provider.Version, awsSuffix)
	} else if err != nil {
		return k, err
	}
	match := kindName.FindSubmatch(definition)
	if match == nil {
		return k, fmt.Errorf("%s: expected a line that matches %s", k.definition, kindName)
	}
	k.name = string(match[1])

	controller, err := sources(filepath.Join(provider.Dir, "internal/controller/cluster", k.controller()))
	if err != nil {
		return k, fmt.Errorf("%s: the controller of %s: %w", name, k.name, err)
	}
	for _, file := range controller {
		text, err := os.ReadFile(file)
		if err != nil {
			return k, err
		}
		if match := resourceName.FindSubmatch(text); match != nil {
			k.resource = string(match[1])
		} else if filepath.Base(file) == "zz_controller.go" {
			return k, fmt.Errorf("%s: made from a Terraform resource; expected a line that matches %s", file, resourceName)
		}
	}
	return k, nil
}

// sources lists the Go files of a package's folder without its tests.
func sources(folder string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	files = slices.DeleteFunc(files, func(file string) bool { return strings.HasSuffix(file, "_test.go") })
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no Go files", folder)
	}
	return files, nil
}

// groupsOf returns the groups of kinds, each once, sorted.
func groupsOf(kinds []kind) []string {
	var groups []string
	for _, k := range kinds {
		groups = append(groups, k.group)
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}
