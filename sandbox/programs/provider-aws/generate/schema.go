package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// schemas leaves the other resources out of the two files about all of them that the provider embeds. It reads them, of 22
// MB, at every start, and a process of each package does so.
func (o overlay) schemas(provider module, kinds []kind) error {
	ours := map[string]bool{}
	for _, k := range kinds {
		if k.resource != "" {
			ours[k.resource] = true
		}
	}
	for name, shorten := range map[string]func([]byte, map[string]bool) ([]byte, error){
		"config/schema.json":            shortenSchema,
		"config/provider-metadata.yaml": shortenMetadata,
	} {
		file := filepath.Join(provider.Dir, name)
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		short, err := shorten(text, ours)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := o.put(providerPath, name, short); err != nil {
			return err
		}
	}
	return nil
}

// shortenSchema keeps our resources of what "terraform providers schema -json" printed, and no data source.
func shortenSchema(text []byte, ours map[string]bool) ([]byte, error) {
	type schema struct {
		Provider        json.RawMessage            `json:"provider"`
		ResourceSchemas map[string]json.RawMessage `json:"resource_schemas"`
	}
	var all struct {
		FormatVersion   string             `json:"format_version"`
		ProviderSchemas map[string]*schema `json:"provider_schemas"`
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	if len(all.ProviderSchemas) != 1 {
		return nil, fmt.Errorf("schemas of %d providers, expected one", len(all.ProviderSchemas))
	}
	for _, provider := range all.ProviderSchemas {
		left := map[string]json.RawMessage{}
		for resource := range ours {
			found, ok := provider.ResourceSchemas[resource]
			if !ok {
				return nil, fmt.Errorf("no resource_schemas.%s", resource)
			}
			left[resource] = found
		}
		provider.ResourceSchemas = left
	}
	return json.Marshal(all)
}

var metadataKey = regexp.MustCompile(`^    (\w+):$`)

// shortenMetadata keeps our resources of the descriptions scraped from Terraform's documentation: a key each, indented by
// four, below "resources:". A resource may have none.
func shortenMetadata(text []byte, ours map[string]bool) ([]byte, error) {
	head, resources, found := strings.Cut(string(text), "\nresources:\n")
	if !found {
		return nil, errors.New(`expected a line "resources:"`)
	}
	short := head + "\nresources:\n"
	kept, keep := 0, false
	for line := range strings.Lines(resources) {
		if key := metadataKey.FindStringSubmatch(strings.TrimSuffix(line, "\n")); key != nil {
			keep = ours[key[1]]
			if keep {
				kept++
			}
		}
		if keep {
			short += line
		}
	}
	if kept == 0 {
		return nil, fmt.Errorf("no resource of ours below resources:, as a line that matches %s", metadataKey)
	}
	return []byte(short), nil
}
