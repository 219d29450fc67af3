package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const policy = `kind: ManagedResourceActivationPolicy
spec:
  activate:
    # a comment
    - vpcs.ec2.aws.upbound.io

    - objects.kubernetes.crossplane.io
`

func TestReadsTheNamesOfAPolicy(t *testing.T) {
	names, err := activated(policy)
	if want := []string{"vpcs.ec2.aws.upbound.io", "objects.kubernetes.crossplane.io"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("got %q, %v; want %q", names, err, want)
	}
}

func TestRefusesAPolicyThatWouldBeReadWrongly(t *testing.T) {
	for name, test := range map[string]struct{ policy, want string }{
		"a pattern":             {policy + "    - '*.ec2.aws.upbound.io'\n", `8: "- '*.ec2.aws.upbound.io'": expected - <plural>.<group>.aws.upbound.io`},
		"a namespaced kind":     {policy + "    - vpcs.ec2.aws.m.upbound.io\n", `8: "- vpcs.ec2.aws.m.upbound.io": expected`},
		"another provider":      {policy + "    - buckets.storage.gcp.upbound.io\n", `8: "- buckets.storage.gcp.upbound.io": expected`},
		"a comment on the line": {policy + "    - eips.ec2.aws.upbound.io # why\n", "8: "},
		"a key after the list":  {policy + "  other: true\n", `8: "other: true": expected`},
		"a name twice":          {policy + "    - vpcs.ec2.aws.upbound.io\n", "8: vpcs.ec2.aws.upbound.io is listed twice"},
		"no list":               {"kind: ManagedResourceActivationPolicy\n", `no line is "  activate:"`},
	} {
		if names, err := activated(test.policy); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %q, %v; want an error with %q", name, names, err, test.want)
		}
	}
}

func TestRefusesAKindThatTheProviderHasNot(t *testing.T) {
	_, err := find("vpcz.ec2.aws.upbound.io", module{Path: providerPath, Version: "v1.2.3", Dir: t.TempDir()})
	if want := "vpcz.ec2.aws.upbound.io: " + providerPath + " v1.2.3 has no such kind"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v; want an error with %q", err, want)
	}
}

const list = `package list

import (
	"context"

	"example.com/service/eks"
	iamv1 "example.com/service/iam"
	"example.com/service/sns"
)

func clients(ctx context.Context) []any {
	return append([]any{
		eks.New(ctx),
		sns.New(ctx),
	},
		iamv1.New,
		sns.Other,
	)
}

// Topic is gone with its package.
func Topic() *sns.Topic {
	return nil
}
`

const shortList = `package list

import (
	"context"

	"example.com/service/eks"
	iamv1 "example.com/service/iam"
)

func clients(ctx context.Context) []any {
	return append([]any{
		eks.New(ctx),
	},
		iamv1.New,
	)
}
`

func TestShortensAListToTheImportsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "list.go")
	if err := os.WriteFile(file, []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	short, kept, err := shorten(file, "example.com/service/", func(rest string) bool { return rest != "sns" })
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"eks", "iam"}; !slices.Equal(kept, want) {
		t.Errorf("kept %q, want %q", kept, want)
	}
	if string(short) != shortList {
		t.Errorf("got:\n%s\nwant:\n%s", short, shortList)
	}

	for _, prefix := range []string{"example.com/services/", "example.com/service/s"} {
		if _, _, err := shorten(file, prefix, func(string) bool { return false }); err == nil {
			t.Errorf("a list with no import that begins with %s and is kept was not refused", prefix)
		}
	}
}

func TestInsertsTheConversionOnce(t *testing.T) {
	text, err := insertBelowSpec("kind: A\nspec:\n  group: b\n", "  conversion: c\n")
	if want := "kind: A\nspec:\n  conversion: c\n  group: b\n"; err != nil || text != want {
		t.Errorf("got %q, %v; want %q", text, err, want)
	}
	if _, err := insertBelowSpec("kind: A\n", "  conversion: c\n"); err == nil {
		t.Error("a definition without spec was not refused")
	}
}

func TestKeepsOurResourcesOfTheSchema(t *testing.T) {
	const schema = `{"format_version":"1.0","provider_schemas":{"p":{"provider":{"version":0},` +
		`"resource_schemas":{"aws_eip":{"version":1},"aws_vpc":{"version":2}},"data_source_schemas":{"aws_vpc":{}}}}}`
	short, err := shortenSchema([]byte(schema), map[string]bool{"aws_vpc": true})
	if want := `{"format_version":"1.0","provider_schemas":{"p":{"provider":{"version":0},"resource_schemas":{"aws_vpc":{"version":2}}}}}`; err != nil || string(short) != want {
		t.Errorf("got %s, %v; want %s", short, err, want)
	}
	if _, err := shortenSchema([]byte(schema), map[string]bool{"aws_instance": true}); err == nil || !strings.Contains(err.Error(), "aws_instance") {
		t.Errorf("got %v; want an error that names the resource the schema has not", err)
	}
}

func TestKeepsOurResourcesOfTheMetadata(t *testing.T) {
	const metadata = "name: p\nresources:\n    aws_eip:\n        name: a\n    aws_vpc:\n        name: b\n\n    aws_vpcs:\n        name: c\n"
	short, err := shortenMetadata([]byte(metadata), map[string]bool{"aws_vpc": true})
	if want := "name: p\nresources:\n    aws_vpc:\n        name: b\n\n"; err != nil || string(short) != want {
		t.Errorf("got %q, %v; want %q", short, err, want)
	}
	for _, refused := range []string{"name: p\n", "name: p\nresources:\n  aws_vpc:\n"} {
		if _, err := shortenMetadata([]byte(refused), map[string]bool{"aws_vpc": true}); err == nil {
			t.Errorf("%q was not refused", refused)
		}
	}
}
