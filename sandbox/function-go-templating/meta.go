package main

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"

	"dario.cat/mergo"
	"github.com/crossplane/function-sdk-go/response"
	"google.golang.org/protobuf/types/known/structpb"
)

// metaAPIVersion marks documents that instruct this function; they are not composed.
const metaAPIVersion = "meta.gotemplating.fn.crossplane.io/v1alpha1"

func (s *state) instruct(doc document) error {
	switch doc.GetKind() {
	case "CompositeConnectionDetails":
		return s.addConnectionDetails(doc)
	case "ClaimConditions":
		return s.addConditions(doc)
	case "Context":
		return s.mergeContext(doc)
	case "ExtraResources":
		return s.addRequirements(doc)
	}
	return fmt.Errorf("kind %q is unknown in %s; allowed: CompositeConnectionDetails, ClaimConditions, Context, ExtraResources",
		doc.GetKind(), metaAPIVersion)
}

func (s *state) addConnectionDetails(doc document) error {
	encoded := map[string]*string{}
	if err := doc.field("data", &encoded); err != nil {
		return err
	}
	for _, key := range sortedKeys(encoded) {
		value := encoded[key]
		if value == nil {
			return fmt.Errorf("data.%s is null; YAML reads nothing so, an empty value needs quotes", key)
		}
		decoded, err := base64.StdEncoding.DecodeString(*value)
		if err != nil {
			// The value itself may be a secret, so it is not shown.
			return fmt.Errorf("data.%s is not base64; pipe it through b64enc", key)
		}
		s.composite.ConnectionDetails[key] = decoded
	}
	return nil
}

// mergeContext refuses a key that two documents set: the published function merges them or not, depending on whether
// an earlier step left any context.
func (s *state) mergeContext(doc document) error {
	data := map[string]any{}
	if err := doc.field("data", &data); err != nil {
		return err
	}
	merged := s.rsp.GetContext().AsMap()
	if err := mergo.Merge(&merged, data, mergo.WithOverride); err != nil {
		return fmt.Errorf("cannot merge data: %w", err)
	}
	for _, key := range sortedKeys(data) {
		if s.contextKeys[key] {
			return fmt.Errorf("data.%s is set by an earlier Context as well", key)
		}
		s.contextKeys[key] = true
		if err := s.setContext(key, merged[key]); err != nil {
			return err
		}
	}
	return nil
}

func (s *state) setContext(key string, value any) error {
	v, err := structpb.NewValue(value)
	if err != nil {
		return fmt.Errorf("context %s: %w", key, err)
	}
	response.SetContextKey(s.rsp, key, v)
	return nil
}

// sortedKeys make the first of several errors the same one on every reconcile.
func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
