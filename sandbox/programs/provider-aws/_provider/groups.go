// Added to the package of the provider's main by the overlay: which groups' controllers a process runs. This folder's
// name begins with an underscore because the file compiles only there, beside the generated tables it uses.
package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/alecthomas/kingpin/v2"
	upjet "github.com/crossplane/upjet/v2/pkg/config"
	"github.com/crossplane/upjet/v2/pkg/controller"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/upbound/provider-aws/v2/config"
)

type setup = func(ctrl.Manager, controller.Options) error

// controllers starts a group's controllers: as soon as their kinds exist (gated), or at once. The kinds we use are
// cluster-scoped; only the ProviderConfigs have namespaced ones too.
type controllers struct {
	cluster, clusterGated, namespaced, namespacedGated setup
}

func cluster(c controllers) setup         { return c.cluster }
func clusterGated(c controllers) setup    { return c.clusterGated }
func namespaced(c controllers) setup      { return c.namespaced }
func namespacedGated(c controllers) setup { return c.namespacedGated }

// selection is the value of the flag --groups.
type selection []string

func groupsFlag(app *kingpin.Application) *selection {
	selected := new(selection)
	app.Flag("groups", "Groups whose controllers run, comma separated: "+known()+".").Required().SetValue(selected)
	return selected
}

func known() string {
	return strings.Join(slices.Sorted(maps.Keys(groups)), ", ")
}

// Set refuses groups that were not compiled.
func (s *selection) Set(value string) error {
	for _, name := range strings.Split(value, ",") {
		if _, ok := groups[name]; !ok {
			return fmt.Errorf("--groups: no group %q in this build; it has %s", name, known())
		}
		if !slices.Contains(*s, name) {
			*s = append(*s, name)
		}
	}
	return nil
}

func (s *selection) String() string {
	return strings.Join(*s, ",")
}

// leaderElectionID is one for each package, as upstream's: they share a namespace.
func (s *selection) leaderElectionID() string {
	return "crossplane-leader-election-provider-aws-" + strings.Join(*s, "-")
}

// setUp adds the picked controllers of the selected groups to the manager.
func (s *selection) setUp(pick func(controllers) setup, mgr ctrl.Manager, o controller.Options) error {
	for _, name := range *s {
		add := pick(groups[name])
		if add == nil {
			continue
		}
		if err := add(mgr, o); err != nil {
			return fmt.Errorf("group %s: %w", name, err)
		}
	}
	return nil
}

// forgetOtherResources takes the resources whose Terraform code was not compiled from the provider's configuration,
// which refuses to start when it names one. What is left must be all of ours, or their controllers would panic.
func forgetOtherResources() error {
	other := func(resource string, _ upjet.ExternalName) bool { return !terraformResources[resource] }
	maps.DeleteFunc(config.TerraformPluginSDKExternalNameConfigs, other)
	maps.DeleteFunc(config.TerraformPluginFrameworkExternalNameConfigs, other)
	left := len(config.TerraformPluginSDKExternalNameConfigs) + len(config.TerraformPluginFrameworkExternalNameConfigs)
	if left != len(terraformResources) {
		return fmt.Errorf("configuration of %d resources, expected one for each of %d", left, len(terraformResources))
	}
	return nil
}
