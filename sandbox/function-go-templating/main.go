// Command function-go-templating stands in for the published Crossplane function of the same name.
// It composes resources from Go templates written inline in a Composition.
package main

import (
	"github.com/alecthomas/kong"
	"github.com/crossplane/function-sdk-go"
)

type cli struct {
	Debug              bool   `short:"d" help:"Log each request."`
	Network            string `default:"tcp" help:"Network to listen on."`
	Address            string `default:"0.0.0.0:9443" help:"Address to listen on."`
	TLSCertsDir        string `env:"TLS_SERVER_CERTS_DIR" help:"Directory with tls.key, tls.crt and the ca.crt that signs clients."`
	Insecure           bool   `help:"Serve without TLS; for tests."`
	MaxRecvMessageSize int    `default:"4" help:"Largest request accepted, in MB."`
}

// Run serves until the listener fails.
func (c *cli) Run() error {
	log, err := function.NewLogger(c.Debug)
	if err != nil {
		return err
	}
	return function.Serve(&goTemplating{log: log},
		function.Listen(c.Network, c.Address),
		function.MTLSCertificates(c.TLSCertsDir),
		function.Insecure(c.Insecure),
		function.MaxRecvMessageSize(c.MaxRecvMessageSize<<20),
		function.WithMetricsServer(""), // nothing scrapes it, so no second port is opened
	)
}

func main() {
	ctx := kong.Parse(&cli{}, kong.Description("Composes Crossplane resources from inline Go templates."))
	ctx.FatalIfErrorf(ctx.Run())
}
