package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	fnv1 "github.com/crossplane/function-sdk-go/proto/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

const serverName = "function.test"

func TestListensWherePodsAreReached(t *testing.T) {
	if got, want := parseFlags(t).Address, "0.0.0.0:9443"; got != want {
		t.Errorf("want %s, got %s", want, got)
	}
}

func TestAnswersOverPlainGRPC(t *testing.T) {
	address := serve(t, "--insecure")
	wantAnswer(t, address, insecure.NewCredentials())
}

func TestAnswersOnlyClientsWithACertificate(t *testing.T) {
	ca := newAuthority(t)
	dir := t.TempDir()
	ca.writeServer(t, dir)
	t.Setenv("TLS_SERVER_CERTS_DIR", dir)
	address := serve(t)
	wantAnswer(t, address, credentials.NewTLS(ca.client(t)))

	stranger := ca.client(t)
	stranger.Certificates = nil
	stranger.MaxVersion = tls.VersionTLS12 // in 1.3 the client learns of it later, in one of several ways
	_, err := call(t, address, credentials.NewTLS(stranger))
	if status.Code(err) != codes.Unavailable || !strings.Contains(err.Error(), "handshake failed: remote error: tls") {
		t.Errorf("want a stranger refused, got %v", err)
	}
}

func parseFlags(t *testing.T, args ...string) *cli {
	t.Helper()
	c := &cli{}
	parser, err := kong.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Fatal(err)
	}
	return c
}

// serve runs the command on a free port of the loopback interface until the tests end: the SDK's server has no stop.
func serve(t *testing.T, args ...string) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	c := parseFlags(t, append(args, "--address="+address)...)
	go func() { t.Errorf("the server ended: %v", c.Run()) }()
	return address
}

func wantAnswer(t *testing.T, address string, creds credentials.TransportCredentials) {
	t.Helper()
	rsp, err := call(t, address, creds, grpc.WaitForReady(true))
	if err != nil {
		t.Fatal(err)
	}
	wantResponse(t, `desired: {resources: {a: {resource: {apiVersion: v1, kind: ConfigMap, metadata: {annotations: {}}}}}}`, rsp)
}

func call(t *testing.T, address string, creds credentials.TransportCredentials, options ...grpc.CallOption) (*fnv1.RunFunctionResponse, error) {
	t.Helper()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(creds))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	req := newRequest(t, "", inlineInput("apiVersion: v1\nkind: ConfigMap\nmetadata: {annotations: { {{ setResourceNameAnnotation \"a\" }} }}"))
	return fnv1.NewFunctionRunnerServiceClient(conn).RunFunction(ctx, req, options...)
}

// authority signs certificates, as Crossplane does for its functions.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der := sign(t, template, template, key, key)
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return authority{cert: cert, key: key}
}

func (a authority) issue(t *testing.T, usage x509.ExtKeyUsage) (certificate []byte, key *ecdsa.PrivateKey) {
	t.Helper()
	key = newKey(t)
	template := &x509.Certificate{DNSNames: []string{serverName}, ExtKeyUsage: []x509.ExtKeyUsage{usage}}
	return sign(t, template, a.cert, key, a.key), key
}

func (a authority) writeServer(t *testing.T, dir string) {
	t.Helper()
	certificate, key := a.issue(t, x509.ExtKeyUsageServerAuth)
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	writePEM(t, filepath.Join(dir, "ca.crt"), "CERTIFICATE", a.cert.Raw)
	writePEM(t, filepath.Join(dir, "tls.crt"), "CERTIFICATE", certificate)
	writePEM(t, filepath.Join(dir, "tls.key"), "EC PRIVATE KEY", keyDER)
}

func (a authority) client(t *testing.T) *tls.Config {
	t.Helper()
	certificate, key := a.issue(t, x509.ExtKeyUsageClientAuth)
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		ServerName:   serverName,
		RootCAs:      roots,
		Certificates: []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: key}},
	}
}

func sign(t *testing.T, template, parent *x509.Certificate, key, signer *ecdsa.PrivateKey) []byte {
	t.Helper()
	template.SerialNumber = big.NewInt(1)
	template.Subject = pkix.Name{CommonName: serverName}
	template.NotBefore = time.Now().Add(-time.Minute)
	template.NotAfter = time.Now().Add(time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func writePEM(t *testing.T, path, kind string, der []byte) {
	t.Helper()
	text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
