// Command judge-definitions tells what an API server would say, without one, where `crossplane resource validate` says
// nothing: whether it would take the CRDs of a definition, with the limits on what rules may cost, and whether it would
// take a change of an object, which rules about the old object refuse.
//
//	judge-definitions DEFINITION... <CHANGES
//
// CHANGES is a JSON list of {"old": OBJECT, "new": OBJECT}. It prints a JSON object: "definitions", a list of errors for
// each file, and "changes", a list of errors for each change.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	extv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	crdvalidation "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	runtimeschema "k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"

	"github.com/crossplane/crossplane-runtime/v2/pkg/xcrd"

	xpv1 "github.com/crossplane/crossplane/apis/v2/apiextensions/v1"
)

type refusal struct {
	Type    string `json:"type"`
	Field   string `json:"field"`
	Message string `json:"message"`
}

type verdict struct {
	Definitions [][]refusal `json:"definitions"`
	Changes     [][]refusal `json:"changes"`
}

type change struct {
	Old map[string]any `json:"old"`
	New map[string]any `json:"new"`
}

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(files []string, in io.Reader, out io.Writer) error {
	var changes []change
	if err := json.NewDecoder(in).Decode(&changes); err != nil {
		return fmt.Errorf("changes: %w", err)
	}
	answer := verdict{Definitions: [][]refusal{}, Changes: [][]refusal{}}
	kinds := map[runtimeschema.GroupVersionKind]*apiextensions.JSONSchemaProps{}
	for _, file := range files {
		crds, err := read(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		refusals := []refusal{}
		for _, crd := range crds {
			found, err := judge(crd, kinds)
			if err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			refusals = append(refusals, found...)
		}
		answer.Definitions = append(answer.Definitions, refusals)
	}
	for i, c := range changes {
		refusals, err := c.judge(kinds)
		if err != nil {
			return fmt.Errorf("change %d: %w", i, err)
		}
		answer.Changes = append(answer.Changes, refusals)
	}
	return json.NewEncoder(out).Encode(answer)
}

// read gives the CRDs that Crossplane makes of a definition: the composite's and, if it has one, the claim's.
func read(file string) ([]*extv1.CustomResourceDefinition, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	definition := &xpv1.CompositeResourceDefinition{}
	if err := yaml.UnmarshalStrict(text, definition); err != nil {
		return nil, err
	}
	composite, err := xcrd.ForCompositeResource(definition)
	if err != nil || definition.Spec.ClaimNames == nil {
		return []*extv1.CustomResourceDefinition{composite}, err
	}
	claim, err := xcrd.ForCompositeResourceClaim(definition)
	return []*extv1.CustomResourceDefinition{composite, claim}, err
}

// judge tells what keeps an API server from taking a CRD, and notes the schemas of its versions.
func judge(crd *extv1.CustomResourceDefinition, kinds map[runtimeschema.GroupVersionKind]*apiextensions.JSONSchemaProps) ([]refusal, error) {
	for _, version := range crd.Spec.Versions {
		props := &apiextensions.JSONSchemaProps{}
		if err := extv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(version.Schema.OpenAPIV3Schema, props, nil); err != nil {
			return nil, err
		}
		kinds[runtimeschema.GroupVersionKind{Group: crd.Spec.Group, Version: version.Name, Kind: crd.Spec.Names.Kind}] = props
		// as the API server notes when it stores the CRD
		if version.Storage {
			crd.Status.StoredVersions = append(crd.Status.StoredVersions, version.Name)
		}
	}
	extv1.SetObjectDefaults_CustomResourceDefinition(crd)
	internal := &apiextensions.CustomResourceDefinition{}
	if err := extv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(crd, internal, nil); err != nil {
		return nil, err
	}
	return refusals("definition", crdvalidation.ValidateCustomResourceDefinition(context.Background(), internal)), nil
}

func (c change) judge(kinds map[runtimeschema.GroupVersionKind]*apiextensions.JSONSchemaProps) ([]refusal, error) {
	apiVersion, _ := c.New["apiVersion"].(string)
	kind, _ := c.New["kind"].(string)
	props, known := kinds[runtimeschema.FromAPIVersionAndKind(apiVersion, kind)]
	if !known {
		return nil, fmt.Errorf("%s %s is not defined", apiVersion, kind)
	}
	structural, err := schema.NewStructural(props)
	if err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(props)
	if err != nil {
		return nil, err
	}
	defaulting.Default(c.Old, structural)
	defaulting.Default(c.New, structural)
	found := refusals("schema", validation.ValidateCustomResourceUpdate(nil, c.New, c.Old, validator))
	rules := cel.NewValidator(structural, true, celconfig.PerCallLimit)
	errors, _ := rules.Validate(context.Background(), nil, structural, c.New, c.Old, celconfig.RuntimeCELCostBudget)
	return append(found, refusals("cel", errors)...), nil
}

func refusals(kind string, errors field.ErrorList) []refusal {
	list := []refusal{}
	for _, e := range errors {
		list = append(list, refusal{Type: kind, Field: e.Field, Message: e.Error()})
	}
	return list
}
