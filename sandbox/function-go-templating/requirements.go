package main

import (
	"errors"
	"fmt"
	"maps"

	fnv1 "github.com/crossplane/function-sdk-go/proto/v1"
)

// contextExtraResources is where later steps of a pipeline look for the resources that a step required.
const contextExtraResources = "apiextensions.crossplane.io/extra-resources"

// requirement asks Crossplane for resources of the cluster; it then calls the function again, with them in the request.
type requirement struct {
	APIVersion  string            `json:"apiVersion"`
	Kind        string            `json:"kind"`
	MatchName   string            `json:"matchName"`
	MatchLabels map[string]string `json:"matchLabels"`
	Namespace   string            `json:"namespace"`
}

func (s *state) addRequirements(doc document) error {
	requirements := map[string]requirement{}
	if err := doc.field("requirements", &requirements); err != nil {
		return err
	}
	for _, key := range sortedKeys(requirements) {
		if _, found := s.requirements[key]; found {
			return fmt.Errorf("requirements.%s is set by an earlier ExtraResources as well", key)
		}
		selector, err := requirements[key].selector()
		if err != nil {
			return fmt.Errorf("requirements.%s: %w", key, err)
		}
		s.requirements[key] = selector
	}
	return nil
}

func (r requirement) selector() (*fnv1.ResourceSelector, error) {
	if r.APIVersion == "" || r.Kind == "" {
		return nil, fmt.Errorf("apiVersion is %q and kind is %q; both are needed", r.APIVersion, r.Kind)
	}
	if (r.MatchName == "") == (r.MatchLabels == nil) {
		return nil, errors.New("set exactly one of matchName and matchLabels")
	}
	selector := &fnv1.ResourceSelector{ApiVersion: r.APIVersion, Kind: r.Kind}
	if r.MatchName == "" {
		selector.Match = &fnv1.ResourceSelector_MatchLabels{MatchLabels: &fnv1.MatchLabels{Labels: r.MatchLabels}}
	} else {
		selector.Match = &fnv1.ResourceSelector_MatchName{MatchName: r.MatchName}
	}
	if r.Namespace == "" {
		return selector, nil
	}
	if r.MatchName == "" {
		return nil, errors.New("namespace goes with matchName only: the published function ignores it beside matchLabels")
	}
	selector.Namespace = &r.Namespace
	return selector, nil
}

// publishRequired hands the resources that Crossplane fetched for this step to the steps after it.
func (s *state) publishRequired(data map[string]any) error {
	groups := s.rsp.GetContext().GetFields()[contextExtraResources].GetStructValue().AsMap()
	for _, field := range []string{"extraResources", "requiredResources"} {
		fetched, _ := data[field].(map[string]any)
		maps.Copy(groups, fetched)
	}
	if len(groups) == 0 {
		return nil
	}
	return s.setContext(contextExtraResources, groups)
}
