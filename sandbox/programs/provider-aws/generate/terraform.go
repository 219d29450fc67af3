package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// parse reads a Go file.
func parse(file string) (source []byte, parsed *ast.File, files *token.FileSet, err error) {
	source, err = os.ReadFile(file)
	if err != nil {
		return nil, nil, nil, err
	}
	files = token.NewFileSet()
	parsed, err = parser.ParseFile(files, file, source, parser.ParseComments)
	return source, parsed, files, err
}

// servicesOf finds the packages below internal/service that serve the kinds' Terraform resources.
func servicesOf(terraform module, kinds []kind) ([]string, error) {
	serves := map[string]string{} // resource -> service
	lists, err := filepath.Glob(filepath.Join(terraform.Dir, "internal/service/*/service_package_gen.go"))
	if err != nil {
		return nil, err
	}
	for _, list := range lists {
		resources, err := resourcesOf(list)
		if err != nil {
			return nil, err
		}
		for _, resource := range resources {
			serves[resource] = filepath.Base(filepath.Dir(list))
		}
	}
	var services []string
	for _, k := range kinds {
		if k.resource == "" {
			continue
		}
		service, ok := serves[k.resource]
		if !ok {
			return nil, fmt.Errorf("%s.%s: no service_package_gen.go of %s has a resource %s", k.plural, k.group, terraform.Dir, k.resource)
		}
		services = append(services, service)
	}
	slices.Sort(services)
	return slices.Compact(services), nil
}

// resourcesOf reads the names of the resources (not the data sources, which can have the same) that a service has.
func resourcesOf(list string) ([]string, error) {
	_, parsed, _, err := parse(list)
	if err != nil {
		return nil, err
	}
	var resources []string
	for _, declared := range parsed.Decls {
		function, ok := declared.(*ast.FuncDecl)
		if !ok || (function.Name.Name != "SDKResources" && function.Name.Name != "FrameworkResources") {
			continue
		}
		ast.Inspect(function, func(node ast.Node) bool {
			if pair, ok := node.(*ast.KeyValueExpr); ok {
				if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "TypeName" {
					resources = append(resources, literal(pair.Value))
				}
			}
			return true
		})
	}
	return resources, nil
}

const servicePackages = "internal/provider/sdkv2/service_packages_gen.go"

var clientCall = regexp.MustCompile(`\.(\w+Client)\b`)

// clientsCalled names the methods by which AWS clients are asked for in the code that remains: that of the services, of
// the provider itself, and of all that these import. It may name a few too many, never one too few.
func clientsCalled(terraform module, services []string) (map[string]bool, error) {
	called := map[string]bool{}
	folders := []string{"xpprovider"}
	for _, service := range services {
		folders = append(folders, "internal/service/"+service)
	}
	seen := map[string]bool{}
	for len(folders) > 0 {
		folder := folders[0]
		folders = folders[1:]
		if seen[folder] {
			continue
		}
		seen[folder] = true
		files, err := sources(filepath.Join(terraform.Dir, folder))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			for _, match := range clientCall.FindAllSubmatch(source, -1) {
				called[string(match[1])] = true
			}
			if strings.HasSuffix(file, "/"+servicePackages) {
				continue // the list of all services, which is about to be shortened to those begun with
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ImportsOnly)
			if err != nil {
				return nil, err
			}
			for _, spec := range parsed.Imports {
				if within, ok := strings.CutPrefix(literal(spec.Path), terraformPath+"/"); ok {
					folders = append(folders, within)
				}
			}
		}
	}
	return called, nil
}

// clientPackages names the packages of the AWS SDK whose clients the called methods of the file return.
func clientPackages(file string, called map[string]bool) (map[string]bool, error) {
	_, parsed, _, err := parse(file)
	if err != nil {
		return nil, err
	}
	packages := map[string]bool{}
	for _, declared := range parsed.Decls {
		function, ok := declared.(*ast.FuncDecl)
		if !ok || !called[function.Name.Name] || function.Type.Results == nil {
			continue
		}
		ast.Inspect(function.Type.Results, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok {
				if name, ok := selector.X.(*ast.Ident); ok {
					packages[name.Name] = true
				}
			}
			return true
		})
	}
	return packages, nil
}
