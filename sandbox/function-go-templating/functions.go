package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"github.com/crossplane/crossplane-runtime/v2/pkg/fieldpath"
	xpv2 "github.com/crossplane/crossplane/apis/v2/core/v2"
	"gopkg.in/yaml.v3"
)

// maxIncludes bounds how deep a template may include itself.
const maxIncludes = 1000

var errIncludes = fmt.Errorf("the template includes itself more than %d times", maxIncludes)

// requestFunctions are the documented additions to sprig. Those that look something up answer nil if it is not there:
// on a first reconcile nothing is.
var requestFunctions = template.FuncMap{
	"fromYaml":                     fromYAML,
	"getComposedResource":          getComposedResource,
	"getCompositeResource":         getCompositeResource,
	"getCredentialData":            getCredentialData,
	"getExtraResources":            getExtraResources,
	"getExtraResourcesFromContext": getExtraResourcesFromContext,
	"getResourceCondition":         getResourceCondition,
	"randomChoice":                 randomChoice,
	"setResourceNameAnnotation":    setResourceNameAnnotation,
	"toYaml":                       toYAML,
}

// sprigFunctions are all of sprig but those that read this process's environment.
func sprigFunctions() template.FuncMap {
	functions := sprig.TxtFuncMap()
	delete(functions, "env")
	delete(functions, "expandenv")
	return functions
}

// include makes the function that renders a defined template to a string, so that it can be piped.
func include(t *template.Template) func(string, any) (string, error) {
	depth := map[string]int{}
	return func(name string, data any) (string, error) {
		if depth[name] > maxIncludes {
			return "", errIncludes
		}
		depth[name]++
		defer func() { depth[name]-- }()
		var out strings.Builder
		err := t.ExecuteTemplate(&out, name, data)
		if errors.Is(err, errIncludes) {
			err = errIncludes // without a thousand places around it
		}
		return out.String(), err
	}
}

func toYAML(value any) (string, error) {
	out, err := yaml.Marshal(value)
	return string(out), err
}

func fromYAML(text string) (any, error) {
	var value any
	err := yaml.Unmarshal([]byte(text), &value)
	return value, err
}

func randomChoice(choices ...string) (string, error) {
	if len(choices) == 0 {
		return "", errors.New("randomChoice needs at least one string")
	}
	return choices[rand.IntN(len(choices))], nil
}

func setResourceNameAnnotation(name string) string {
	return annotationName + ": " + name
}

// getResourceCondition takes an entry of .observed.resources, or the resource in it. The condition is a Go value:
// templates read .Status, .Reason and .Message of it.
func getResourceCondition(conditionType string, resource map[string]any) xpv2.Condition {
	var status xpv2.ConditionedStatus
	if lookUp(resource, &status, "resource.status") != nil {
		_ = lookUp(resource, &status, "status") // absent: the condition is Unknown
	}
	return status.GetCondition(xpv2.ConditionType(conditionType))
}

func getCompositeResource(request map[string]any) map[string]any {
	var found map[string]any
	_ = lookUp(request, &found, "observed.composite.resource")
	return found
}

func getComposedResource(request map[string]any, name string) map[string]any {
	var found map[string]any
	_ = lookUp(request, &found, "observed.resources[%s].resource", name)
	return found
}

func getExtraResources(request map[string]any, name string) []any {
	var found []any
	if lookUp(request, &found, "requiredResources[%s].items", name) != nil {
		_ = lookUp(request, &found, "extraResources[%s].items", name)
	}
	return found
}

func getExtraResourcesFromContext(request map[string]any, name string) []any {
	var found []any
	_ = lookUp(request, &found, "context[%s][%s].items", contextExtraResources, name)
	return found
}

// getCredentialData answers decoded bytes, where .credentials has base64.
func getCredentialData(request map[string]any, name string) map[string][]byte {
	var found map[string][]byte
	_ = lookUp(request, &found, "credentials[%s].credentialData.data", name)
	return found
}

func lookUp(object map[string]any, into any, path string, names ...any) error {
	return fieldpath.Pave(object).GetValueInto(fmt.Sprintf(path, names...), into)
}
