package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// writeModule makes the module to build: upstream's requirements and checksums, with the provider and its fork of the
// Terraform provider replaced by links to their unmodified folders. The go command refuses to lay files over its module
// cache, but not over a linked folder.
func writeModule(folder string, provider module, kinds []kind) error {
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(provider.Dir, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return err
		}
	}
	terraform, err := download(folder, terraformPath)
	if err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(folder, "links"), 0o755); err != nil {
		return err
	}
	edit := []string{"mod", "edit", "-module=polyglot.dev/sandbox/provider-aws", "-require=" + providerPath + "@" + provider.Version}
	o := overlay{folder: folder, Replace: map[string]string{}}
	for path, dir := range map[string]string{providerPath: provider.Dir, terraformPath: terraform.Dir} {
		if err := os.Symlink(dir, filepath.Join(folder, link(path))); err != nil {
			return err
		}
		edit = append(edit, "-replace="+path+"=./"+link(path))
	}
	if _, err := command(folder, "go", edit...); err != nil {
		return err
	}
	return errors.Join(
		o.terraform(terraform, kinds),
		o.apis(provider, kinds),
		o.controllers(provider, kinds),
		o.schemas(provider, kinds),
		o.main(provider, kinds),
		o.write(),
	)
}

// link is where a module is linked to, relative to the folder of the module to build.
func link(path string) string {
	return "links/" + strings.Split(path, "/")[2]
}

// overlay tells the go command which file to read for another.
type overlay struct {
	folder  string
	Replace map[string]string
}

// put lays text over the file name of a module.
func (o overlay) put(path, name string, text []byte) error {
	file := filepath.Join(o.folder, "overlay", link(path), name)
	o.Replace[filepath.Join(o.folder, link(path), name)] = file
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}

// shorten lays a list that is shortened over itself; each of the wanted imports must be there.
func (o overlay) shorten(m module, path, name, prefix string, keep func(string) bool, wanted []string) error {
	text, kept, err := shorten(filepath.Join(m.Dir, name), prefix, keep)
	if err != nil {
		return err
	}
	for _, want := range wanted {
		if !slices.Contains(kept, want) {
			return fmt.Errorf("%s: expected an import of %s%s", filepath.Join(m.Dir, name), prefix, want)
		}
	}
	return o.put(path, name, text)
}

// terraform shortens the lists of services and of AWS clients.
func (o overlay) terraform(terraform module, kinds []kind) error {
	services, err := servicesOf(terraform, kinds)
	if err != nil {
		return err
	}
	called, err := clientsCalled(terraform, services)
	if err != nil {
		return err
	}
	const clients = "internal/conns/awsclient_gen.go"
	packages, err := clientPackages(filepath.Join(terraform.Dir, clients), called)
	if err != nil {
		return err
	}
	return errors.Join(
		o.shorten(terraform, terraformPath, servicePackages, terraformPath+"/internal/service/",
			func(service string) bool { return slices.Contains(services, service) }, services),
		o.shorten(terraform, terraformPath, clients, "github.com/aws/aws-sdk-go-v2/service/",
			func(name string) bool { return packages[name] }, nil),
	)
}

// apis shortens the lists of API types: to the kinds' groups, to what the kinds' references point at, which a resolver
// must know even where nothing is referred to, and to the ProviderConfigs.
func (o overlay) apis(provider module, kinds []kind) error {
	referred, err := references(provider, kinds)
	if err != nil {
		return err
	}
	groups := groupsOf(kinds)
	providerConfigs := func(name string) bool { return !strings.Contains(name, "/") }
	wanted := func(name string) bool {
		group, _, _ := strings.Cut(name, "/")
		return providerConfigs(name) || slices.Contains(groups, group) || slices.Contains(referred, name)
	}
	return errors.Join(
		o.shorten(provider, providerPath, "apis/cluster/zz_register.go", providerPath+"/apis/cluster/", wanted, append(referred, "v1beta1")),
		o.shorten(provider, providerPath, "apis/namespaced/zz_register.go", providerPath+"/apis/namespaced/", providerConfigs, []string{"v1beta1"}),
	)
}

// references returns the API packages (kms/v1beta1) of the kinds that the kinds' resolvers ask for.
func references(provider module, kinds []kind) ([]string, error) {
	var referred []string
	for _, group := range groupsOf(kinds) {
		resolvers, err := filepath.Glob(filepath.Join(provider.Dir, "apis/cluster", group, "*/zz_generated.resolvers.go"))
		if err != nil {
			return nil, err
		}
		for _, file := range resolvers {
			_, parsed, _, err := parse(file)
			if err != nil {
				return nil, err
			}
			for _, declared := range parsed.Decls {
				function, ok := declared.(*ast.FuncDecl)
				if !ok || !resolverOf(function, group, kinds) {
					continue
				}
				packages := asked(function)
				if len(packages) == 0 {
					return nil, fmt.Errorf("%s: a ResolveReferences of our kinds has no call of GetManagedResource with 4 arguments", file)
				}
				referred = append(referred, packages...)
			}
		}
	}
	slices.Sort(referred)
	return slices.Compact(referred), nil
}

// resolverOf tells whether a function resolves the references of one of the group's kinds.
func resolverOf(function *ast.FuncDecl, group string, kinds []kind) bool {
	if function.Name.Name != "ResolveReferences" || function.Recv == nil {
		return false
	}
	pointer, ok := function.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	receiver, ok := pointer.X.(*ast.Ident)
	return ok && slices.ContainsFunc(kinds, func(k kind) bool { return k.group == group && k.name == receiver.Name })
}

// asked returns the API packages of the calls GetManagedResource("kms.aws.upbound.io", "v1beta1", ...) in a function.
func asked(function *ast.FuncDecl) []string {
	var packages []string
	ast.Inspect(function, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) != 4 {
			return true
		}
		if called, ok := call.Fun.(*ast.SelectorExpr); !ok || called.Sel.Name != "GetManagedResource" {
			return true
		}
		group, version := literal(call.Args[0]), literal(call.Args[1])
		packages = append(packages, strings.TrimSuffix(group, awsSuffix)+"/"+version)
		return true
	})
	return packages
}

// controllers shortens the lists of the groups' controllers, and takes away those of other groups.
func (o overlay) controllers(provider module, kinds []kind) error {
	var packages []string
	for _, k := range kinds {
		packages = append(packages, k.controller())
	}
	for _, scope := range []string{"cluster", "namespaced"} {
		lists, err := filepath.Glob(filepath.Join(provider.Dir, "internal/controller", scope, "zz_*_setup.go"))
		if err != nil {
			return err
		}
		for _, list := range lists {
			name, err := filepath.Rel(provider.Dir, list)
			if err != nil {
				return err
			}
			if filepath.Base(name) != "zz_config_setup.go" {
				o.Replace[filepath.Join(o.folder, link(providerPath), name)] = "" // as if it were not there
			}
		}
	}
	for _, group := range groupsOf(kinds) {
		ours := slices.DeleteFunc(slices.Clone(packages), func(name string) bool { return !strings.HasPrefix(name, group+"/") })
		err := o.shorten(provider, providerPath, "internal/controller/cluster/zz_"+group+"_setup.go", providerPath+"/internal/controller/cluster/",
			func(name string) bool { return slices.Contains(ours, name) }, ours)
		if err != nil {
			return err
		}
	}
	return nil
}

// main makes the program: upstream's of one group, told to take its controllers from a table of ours.
func (o overlay) main(provider module, kinds []kind) error {
	const folder = "cmd/provider/polyglot/"
	file := filepath.Join(provider.Dir, "cmd/provider/ec2/zz_main.go")
	source, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text := string(source)
	for _, edit := range [][2]string{
		{"\tclustercontroller \"" + providerPath + "/internal/controller/cluster\"\n", ""},
		{"\tnamespacedcontroller \"" + providerPath + "/internal/controller/namespaced\"\n", ""},
		{"\t\tdebug  ", "\t\tselected = groupsFlag(app)\n\t\tdebug  "},
		{`"crossplane-leader-election-provider-aws-ec2"`, "selected.leaderElectionID()"},
		{"\tclusterProvider, err := ", "\tkingpin.FatalIfError(forgetOtherResources(), \"Cannot leave out other resources\")\n\tclusterProvider, err := "},
		{"clustercontroller.SetupGated_ec2(", "selected.setUp(clusterGated, "},
		{"clustercontroller.Setup_ec2(", "selected.setUp(cluster, "},
		{"namespacedcontroller.SetupGated_ec2(", "selected.setUp(namespacedGated, "},
		{"namespacedcontroller.Setup_ec2(", "selected.setUp(namespaced, "},
	} {
		if found := strings.Count(text, edit[0]); found != 1 {
			return fmt.Errorf("%s: found %q %d times, expected it once", file, edit[0], found)
		}
		text = strings.Replace(text, edit[0], edit[1], 1)
	}
	groups, err := os.ReadFile("_provider/groups.go")
	if err != nil {
		return err
	}
	tables, err := format.Source(tables(kinds))
	if err != nil {
		return err
	}
	return errors.Join(
		o.put(providerPath, folder+"main.go", []byte(text)),
		o.put(providerPath, folder+"groups.go", groups),
		o.put(providerPath, folder+"tables.go", tables),
	)
}

// tables is the Go source of what the program has: its groups' controllers, and the Terraform resources they use.
func tables(kinds []kind) []byte {
	var text strings.Builder
	fmt.Fprintf(&text, "package main\n\nimport (\n\tclustercontroller %q\n\tnamespacedcontroller %q\n)\n\n",
		providerPath+"/internal/controller/cluster", providerPath+"/internal/controller/namespaced")
	fmt.Fprintln(&text, "var groups = map[string]controllers{")
	fmt.Fprintln(&text, `"config": {clustercontroller.Setup_config, clustercontroller.SetupGated_config, namespacedcontroller.Setup_config, namespacedcontroller.SetupGated_config},`)
	for _, group := range groupsOf(kinds) {
		fmt.Fprintf(&text, "%q: {cluster: clustercontroller.Setup_%s, clusterGated: clustercontroller.SetupGated_%s},\n", group, group, group)
	}
	fmt.Fprintln(&text, "}\n\nvar terraformResources = map[string]bool{")
	for _, k := range kinds {
		if k.resource != "" {
			fmt.Fprintf(&text, "%q: true,\n", k.resource)
		}
	}
	fmt.Fprintln(&text, "}")
	return []byte(text.String())
}

// write makes the file that go build -overlay reads.
func (o overlay) write() error {
	text, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.folder, "overlay.json"), text, 0o644)
}
