package main

import (
	"fmt"

	xpv2 "github.com/crossplane/crossplane/apis/v2/core/v2"
	fnv1 "github.com/crossplane/function-sdk-go/proto/v1"
)

// condition is one entry of a ClaimConditions document.
type condition struct {
	Type    xpv2.ConditionType `json:"type"`
	Status  string             `json:"status"`
	Reason  string             `json:"reason"`
	Message string             `json:"message"`
	Target  string             `json:"target"`
}

var (
	conditionStatus = map[string]fnv1.Status{
		"True":    fnv1.Status_STATUS_CONDITION_TRUE,
		"False":   fnv1.Status_STATUS_CONDITION_FALSE,
		"Unknown": fnv1.Status_STATUS_CONDITION_UNKNOWN,
	}
	conditionTarget = map[string]fnv1.Target{
		"":                  fnv1.Target_TARGET_COMPOSITE,
		"Composite":         fnv1.Target_TARGET_COMPOSITE,
		"CompositeAndClaim": fnv1.Target_TARGET_COMPOSITE_AND_CLAIM,
	}
)

func (s *state) addConditions(doc document) error {
	var conditions []condition
	if err := doc.field("conditions", &conditions); err != nil {
		return err
	}
	for i, c := range conditions {
		proto, err := c.proto()
		if err != nil {
			return fmt.Errorf("conditions[%d]: %w", i, err)
		}
		s.rsp.Conditions = append(s.rsp.Conditions, proto)
	}
	return nil
}

func (c condition) proto() (*fnv1.Condition, error) {
	status, known := conditionStatus[c.Status]
	if !known {
		return nil, fmt.Errorf("status is %q; allowed: True, False, Unknown", c.Status)
	}
	target, known := conditionTarget[c.Target]
	if !known {
		return nil, fmt.Errorf("target is %q; allowed: Composite, CompositeAndClaim", c.Target)
	}
	if c.Type == "" || c.Reason == "" {
		return nil, fmt.Errorf("type is %q and reason is %q; both are needed", c.Type, c.Reason)
	}
	if xpv2.IsSystemConditionType(c.Type) {
		return nil, fmt.Errorf("type %q is reserved for Crossplane", c.Type)
	}
	proto := &fnv1.Condition{Type: string(c.Type), Status: status, Reason: c.Reason, Target: &target}
	if c.Message != "" {
		proto.Message = &c.Message
	}
	return proto, nil
}
