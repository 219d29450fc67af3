module polyglot.dev/sandbox/provider-aws

go 1.26.0

// the provider whose controllers are built; everything it is made of is pinned by its own go.mod and go.sum
require github.com/upbound/provider-aws/v2 v2.5.0
