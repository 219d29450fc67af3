package main

import (
	"context"
	"fmt"

	"github.com/crossplane/function-sdk-go/logging"
	fnv1 "github.com/crossplane/function-sdk-go/proto/v1"
	"github.com/crossplane/function-sdk-go/request"
	"github.com/crossplane/function-sdk-go/response"
)

// goTemplating is the gRPC service that Crossplane calls once per pipeline step and reconcile.
type goTemplating struct {
	fnv1.UnimplementedFunctionRunnerServiceServer

	log logging.Logger
}

// RunFunction adds what the step's template renders to the desired state. Whatever is wrong with the input is a
// fatal result, which Crossplane shows on the composite resource; a gRPC error would only be retried.
func (f *goTemplating) RunFunction(_ context.Context, req *fnv1.RunFunctionRequest) (*fnv1.RunFunctionResponse, error) {
	rsp := response.To(req, response.DefaultTTL)
	if err := compose(req, rsp); err != nil {
		f.log.Info("Refused", "tag", req.GetMeta().GetTag(), "error", err)
		response.Fatal(rsp, err)
		return rsp, nil
	}
	f.log.Debug("Composed", "tag", req.GetMeta().GetTag(), "resources", len(rsp.GetDesired().GetResources()))
	return rsp, nil
}

func compose(req *fnv1.RunFunctionRequest, rsp *fnv1.RunFunctionResponse) error {
	in := &goTemplate{}
	if err := request.GetInput(req, in); err != nil {
		return fmt.Errorf("invalid function input: %w", err)
	}
	if err := in.validate(); err != nil {
		return fmt.Errorf("invalid function input: %w", err)
	}
	data, err := templateData(req)
	if err != nil {
		return err
	}
	output, err := in.render(data)
	if err != nil {
		return err
	}
	docs, err := output.documents()
	if err != nil {
		return err
	}
	s, err := newState(req, rsp)
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if err := s.add(doc); err != nil {
			return fmt.Errorf("template line %d: %s: %w", doc.line, doc, err)
		}
	}
	if err := s.publishRequired(data); err != nil {
		return err
	}
	return s.write()
}
