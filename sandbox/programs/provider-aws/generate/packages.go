package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

// metadata is what upstream's template of a package asks for, with the values that upstream's own build gives.
type metadata struct {
	Name, Service, ProviderName, ProviderAuthGroup, XpkgRegOrg, DepConstraint string
}

func newMetadata(name, service string) metadata {
	return metadata{
		Name: name, Service: service, ProviderName: "aws", ProviderAuthGroup: "aws",
		XpkgRegOrg: "xpkg.crossplane.io/crossplane-contrib", DepConstraint: ">= 0.0.0",
	}
}

// writePackages makes the package of the family, which has the ProviderConfigs, and one for each group.
func writePackages(folder string, provider module, kinds []kind) error {
	var family []string
	for _, scope := range []string{"aws.upbound.io_", "aws.m.upbound.io_"} {
		definitions, err := filepath.Glob(filepath.Join(provider.Dir, "package/crds", scope+"*.yaml"))
		if err != nil {
			return err
		}
		if len(definitions) == 0 {
			return fmt.Errorf("%s: expected files package/crds/%s*.yaml", provider.Dir, scope)
		}
		family = append(family, definitions...)
	}
	if err := writePackage(folder, provider, newMetadata("provider-family-aws", "config"), family); err != nil {
		return err
	}
	for _, group := range groupsOf(kinds) {
		var definitions []string
		for _, k := range kinds {
			if k.group == group {
				definitions = append(definitions, k.definition)
			}
		}
		if err := writePackage(folder, provider, newMetadata("provider-aws-"+group, group), definitions); err != nil {
			return err
		}
	}
	return nil
}

func writePackage(folder string, provider module, data metadata, definitions []string) error {
	target := filepath.Join(folder, "packages", data.Name)
	if err := os.MkdirAll(filepath.Join(target, "crds"), 0o755); err != nil {
		return err
	}
	text, err := template.ParseFiles(filepath.Join(provider.Dir, "package/crossplane.yaml.tmpl"))
	if err != nil {
		return err
	}
	out, err := os.Create(filepath.Join(target, "crossplane.yaml"))
	if err != nil {
		return err
	}
	defer out.Close()
	if err := text.Execute(out, data); err != nil {
		return err
	}
	conversion, err := conversionOf(provider)
	if err != nil {
		return err
	}
	for _, file := range definitions {
		definition, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		converted, err := insertBelowSpec(string(definition), conversion)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := os.WriteFile(filepath.Join(target, "crds", filepath.Base(file)), []byte(converted), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// conversionOf reads the lines by which upstream, when it packages its definitions, has each converted by the provider's
// webhook. Without them Kubernetes converts between versions by changing the version's name alone.
func conversionOf(provider module) (string, error) {
	file := filepath.Join(provider.Dir, "package/kustomize/webhook.yaml")
	patch, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	_, lines, found := strings.Cut(string(patch), "\nspec:\n")
	if !found || !strings.HasPrefix(lines, "  conversion:\n") {
		return "", fmt.Errorf("%s: expected spec.conversion and nothing before it in spec", file)
	}
	return lines, nil
}

func insertBelowSpec(definition, lines string) (string, error) {
	if found := strings.Count(definition, "\nspec:\n"); found != 1 {
		return "", fmt.Errorf("found %d lines \"spec:\", expected one", found)
	}
	return strings.Replace(definition, "\nspec:\n", "\nspec:\n"+lines, 1), nil
}
