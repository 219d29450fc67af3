package main

import (
	"context"
	"testing"

	"github.com/crossplane/function-sdk-go/logging"
	fnv1 "github.com/crossplane/function-sdk-go/proto/v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/structpb"
	"sigs.k8s.io/yaml"
)

// The composite resource of every request that brings none.
const someComposite = `
observed:
  composite:
    resource:
      apiVersion: example.org/v1
      kind: XNetwork
      metadata: {name: one}
      spec: {region: eu-west-1, zones: 3, quota: 1000000}
`

// inlineInput is the input of a step with a template and nothing else.
func inlineInput(template string) map[string]any {
	return map[string]any{
		"apiVersion": "gotemplating.fn.crossplane.io/v1beta1",
		"kind":       "GoTemplate",
		"source":     "Inline",
		"inline":     map[string]any{"template": template},
	}
}

// newRequest makes a request of its YAML form, with the names that templates see.
func newRequest(t *testing.T, request string, input map[string]any) *fnv1.RunFunctionRequest {
	t.Helper()
	req := &fnv1.RunFunctionRequest{}
	unmarshal(t, request, req)
	if req.GetObserved().GetComposite() == nil {
		defaults := &fnv1.RunFunctionRequest{}
		unmarshal(t, someComposite, defaults)
		proto.Merge(req, defaults)
	}
	in, err := structpb.NewStruct(input)
	if err != nil {
		t.Fatalf("input: %v", err)
	}
	req.Input = in
	return req
}

func unmarshal(t *testing.T, text string, into proto.Message) {
	t.Helper()
	raw, err := yaml.YAMLToJSONStrict([]byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if string(raw) == "null" { // an empty text
		return
	}
	if err := protojson.Unmarshal(raw, into); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
}

func run(t *testing.T, req *fnv1.RunFunctionRequest) *fnv1.RunFunctionResponse {
	t.Helper()
	f := &goTemplating{log: logging.NewNopLogger()}
	rsp, err := f.RunFunction(context.Background(), req)
	if err != nil {
		t.Fatalf("RunFunction: %v", err)
	}
	return rsp
}

// wantResponse compares a response with its YAML form, which leaves out meta and an empty desired composite.
func wantResponse(t *testing.T, want string, got *fnv1.RunFunctionResponse) {
	t.Helper()
	expected := &fnv1.RunFunctionResponse{}
	unmarshal(t, want, expected)
	// The function always desires a composite, even if nothing of it.
	proto.Merge(expected, &fnv1.RunFunctionResponse{
		Desired: &fnv1.State{Composite: &fnv1.Resource{Resource: &structpb.Struct{}}},
	})
	ignoreMeta := protocmp.IgnoreFields(&fnv1.RunFunctionResponse{}, "meta")
	if diff := cmp.Diff(expected, got, protocmp.Transform(), ignoreMeta); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func wantFatal(t *testing.T, want string, got *fnv1.RunFunctionResponse) {
	t.Helper()
	if len(got.GetResults()) != 1 {
		t.Fatalf("want one result, got %v", got.GetResults())
	}
	result := got.GetResults()[0]
	if result.GetSeverity() != fnv1.Severity_SEVERITY_FATAL {
		t.Errorf("want a fatal result, got %v", result)
	}
	if diff := cmp.Diff(want, result.GetMessage()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
