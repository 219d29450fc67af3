package main

import (
	"fmt"

	"dario.cat/mergo"
	"github.com/crossplane/crossplane-runtime/v2/pkg/fieldpath"
	"github.com/crossplane/crossplane-runtime/v2/pkg/meta"
	fnv1 "github.com/crossplane/function-sdk-go/proto/v1"
	"github.com/crossplane/function-sdk-go/request"
	"github.com/crossplane/function-sdk-go/resource"
	"github.com/crossplane/function-sdk-go/response"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

const (
	annotationName  = "gotemplating.fn.crossplane.io/composition-resource-name"
	annotationReady = "gotemplating.fn.crossplane.io/ready"
)

// state is what the documents of one template add up to.
type state struct {
	rsp           *fnv1.RunFunctionResponse
	compositeKind schema.GroupVersionKind
	composite     *resource.Composite
	composed      map[resource.Name]*resource.DesiredComposed
	requirements  map[string]*fnv1.ResourceSelector
	contextKeys   map[string]bool // that this template has set
}

func newState(req *fnv1.RunFunctionRequest, rsp *fnv1.RunFunctionResponse) (*state, error) {
	observed, err := request.GetObservedCompositeResource(req)
	if err != nil {
		return nil, fmt.Errorf("cannot read the observed composite resource: %w", err)
	}
	desired, err := request.GetDesiredCompositeResource(req)
	if err != nil {
		return nil, fmt.Errorf("cannot read the desired composite resource: %w", err)
	}
	return &state{
		rsp:           rsp,
		compositeKind: observed.Resource.GroupVersionKind(),
		composite:     desired,
		composed:      map[resource.Name]*resource.DesiredComposed{},
		requirements:  map[string]*fnv1.ResourceSelector{},
		contextKeys:   map[string]bool{},
	}, nil
}

// write puts the result into the response, which already holds what earlier steps of the pipeline desire.
func (s *state) write() error {
	if err := response.SetDesiredComposedResources(s.rsp, s.composed); err != nil {
		return fmt.Errorf("cannot set the desired composed resources: %w", err)
	}
	if err := response.SetDesiredCompositeResource(s.rsp, s.composite); err != nil {
		return fmt.Errorf("cannot set the desired composite resource: %w", err)
	}
	if len(s.requirements) > 0 {
		s.rsp.Requirements = &fnv1.Requirements{Resources: s.requirements}
	}
	return nil
}

// add applies one document. A document of the composite's own kind is a composed resource only if it is named so.
func (s *state) add(doc document) error {
	name := doc.GetAnnotations()[annotationName]
	switch {
	case doc.GetAPIVersion() == metaAPIVersion:
		return s.instruct(doc)
	case name == "" && doc.GroupVersionKind() == s.compositeKind:
		return s.updateComposite(doc)
	case name == "":
		return fmt.Errorf("has no annotation %s, which every composed resource needs", annotationName)
	}
	return s.compose(resource.Name(name), doc)
}

func (s *state) compose(name resource.Name, doc document) error {
	if _, found := s.composed[name]; found {
		return fmt.Errorf("is the second resource named %q", name)
	}
	ready, err := readiness(doc)
	if err != nil {
		return err
	}
	composed := resource.NewDesiredComposed()
	composed.Ready = ready
	composed.Resource.Unstructured = doc.Unstructured
	meta.RemoveAnnotations(composed.Resource, annotationName, annotationReady)
	s.composed[name] = composed
	return nil
}

// updateComposite takes status and readiness. Crossplane ignores what a function desires of the rest.
func (s *state) updateComposite(doc document) error {
	ready, err := readiness(doc)
	if err != nil {
		return err
	}
	if ready != "" {
		s.composite.Ready = ready
	}
	status, err := statusOf(s.composite.Resource.Object)
	if err != nil {
		return fmt.Errorf("the status that earlier steps desire: %w", err)
	}
	rendered, err := statusOf(doc.Object)
	if err != nil {
		return err
	}
	if err := mergo.Merge(&status, rendered, mergo.WithOverride); err != nil {
		return fmt.Errorf("cannot merge the status: %w", err)
	}
	if len(status) == 0 {
		return nil
	}
	return s.composite.Resource.SetValue("status", status)
}

func statusOf(object map[string]any) (map[string]any, error) {
	status := map[string]any{}
	if err := fieldpath.Pave(object).GetValueInto("status", &status); err != nil && !fieldpath.IsNotFound(err) {
		return nil, fmt.Errorf("status is not an object: %w", err)
	}
	return status, nil
}

// readiness is what the ready annotation says, or nothing without one: then a later step decides.
func readiness(doc document) (resource.Ready, error) {
	value, found := doc.GetAnnotations()[annotationReady]
	if !found {
		return "", nil
	}
	switch ready := resource.Ready(value); ready {
	case resource.ReadyTrue, resource.ReadyFalse, resource.ReadyUnspecified:
		return ready, nil
	}
	return "", fmt.Errorf("annotation %s is %q; allowed: True, False, Unspecified", annotationReady, value)
}
