package dev.polyglot.deletion.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MakerTest {

  @Test
  void isAnIngressOfAKubernetesCluster() {
    assertThat(
            Maker.in(
                Map.of(
                    "elbv2.k8s.aws/cluster", "polyglot-dev",
                    "ingress.k8s.aws/stack", "shop/web",
                    "ingress.k8s.aws/resource", "LoadBalancer")))
        .contains("made by Ingress shop/web of Kubernetes cluster polyglot-dev");
  }

  @Test
  void isAServiceOfAKubernetesCluster() {
    assertThat(
            Maker.in(
                Map.of(
                    "elbv2.k8s.aws/cluster", "polyglot-dev", "service.k8s.aws/stack", "shop/tcp")))
        .contains("made by Service shop/tcp of Kubernetes cluster polyglot-dev");
  }

  @Test
  void isAServiceOfAClusterWithoutTheLoadBalancerController() {
    assertThat(
            Maker.in(
                Map.of(
                    "kubernetes.io/cluster/polyglot-dev", "owned",
                    "kubernetes.io/service-name", "shop/tcp")))
        .contains("made by Service shop/tcp of Kubernetes cluster polyglot-dev");
  }

  @Test
  void isAKubernetesCluster() {
    assertThat(Maker.in(Map.of("kubernetes.io/cluster/polyglot-dev", "owned")))
        .contains("made by Kubernetes cluster polyglot-dev");
  }

  @Test
  void isACloudFormationStack() {
    assertThat(Maker.in(Map.of("aws:cloudformation:stack-name", "legacy", "Name", "x")))
        .contains("made by CloudFormation stack legacy");
  }

  @Test
  void isEks() {
    assertThat(Maker.in(Map.of("aws:eks:cluster-name", "polyglot-dev")))
        .contains("made by EKS for cluster polyglot-dev");
  }

  @Test
  void isCrossplane() {
    assertThat(
            Maker.in(
                Map.of("crossplane-name", "lb-1", "crossplane-kind", "lb.elbv2.aws.upbound.io")))
        .contains("made by Crossplane as lb.elbv2.aws.upbound.io lb-1");
    assertThat(Maker.in(Map.of("crossplane-name", "lb-1"))).contains("made by Crossplane as lb-1");
  }

  @Test
  void isToldByWhatPeopleWrite() {
    assertThat(Maker.in(Map.of("Team", "shop", "Owner", "ann", "cost", "17")))
        .contains("tagged Owner=ann, Team=shop");
  }

  @Test
  void isUnknownWithoutSuchTags() {
    assertThat(Maker.in(Map.of("cost", "17"))).isEmpty();
    assertThat(Maker.in(Map.of())).isEmpty();
  }
}
