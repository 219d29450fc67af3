package main

import (
	"fmt"
	"text/template"

	fnv1 "github.com/crossplane/function-sdk-go/proto/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"k8s.io/apimachinery/pkg/util/json"
)

// templateName begins the place that text/template gives for its errors: manifests:<line>:<column>.
const templateName = "manifests"

// render executes the template over the data.
func (in *goTemplate) render(data map[string]any) (*rendering, error) {
	t := template.New(templateName).Option(in.Options...)
	t.Funcs(sprigFunctions()).Funcs(requestFunctions).Funcs(template.FuncMap{"include": include(t)})
	if in.Delims != nil {
		t.Delims(in.Delims.Left, in.Delims.Right)
	}
	if _, err := t.Parse(in.text()); err != nil {
		return nil, fmt.Errorf("cannot parse the template: %w", err)
	}
	out := newRendering(t, in.text())
	if err := t.Execute(out, data); err != nil {
		return nil, fmt.Errorf("cannot execute the template: %w", err)
	}
	return out, nil
}

// templateData is the request under its JSON names, which is all that a template sees. Fields that are not set are
// absent, as in the published function: a template must not count on .observed.resources before there are any.
func templateData(req *fnv1.RunFunctionRequest) (map[string]any, error) {
	raw, err := protojson.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("cannot marshal the request: %w", err)
	}
	data := map[string]any{}
	// This decoder keeps whole numbers whole: 1000000 must not be printed as 1e+06.
	if err := json.Unmarshal(raw, &data); err != nil {
		return nil, fmt.Errorf("cannot unmarshal the request: %w", err)
	}
	// Crossplane 2 answers a requirement in requiredResources; templates written before it read extraResources.
	if _, found := data["extraResources"]; !found {
		if required, found := data["requiredResources"]; found {
			data["extraResources"] = required
		}
	}
	return data, nil
}
