package dev.polyglot.deletion.control;

import static java.util.Map.entry;
import static java.util.stream.Collectors.groupingBy;

import dev.polyglot.deletion.entity.MadeResource;
import dev.polyglot.deletion.entity.UnnamedResource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes down what AWS calls the resources that the provider has begun to make. The provider makes
 * them in the background, has their ids in memory only, and writes an id into the managed resource
 * when all is done: brokers are made for half an hour, a NAT gateway for some minutes. One that is
 * started anew before, or whose writing fails, knows of nothing; it makes another one, or is told
 * for ever that there is one, and leaves it behind when the managed resource is deleted.
 *
 * <p>A resource is known by the tag with the managed resource's name that the provider gives to all
 * that it makes. One of two is not chosen. Resources that have just been asked for are left to the
 * provider. AWS is asked at most four times a minute in each region, and only while a name is
 * wanting there. For one thread.
 */
public final class ExternalNames {

  static final Duration PACE = Duration.ofSeconds(15);

  /** How long the provider has to write down the name by itself; most is made in less. */
  static final Duration OWN_TIME = Duration.ofSeconds(15);

  /** The kinds that AWS names, and how. */
  private static final Map<String, Pattern> NAMES =
      Map.ofEntries(
          entry("Cluster.kafka", Pattern.compile("arn:aws[a-z-]*:kafka:.*:cluster/.*")),
          entry("EIP.ec2", Pattern.compile("eipalloc-.*")),
          entry("Instance.ec2", Pattern.compile("i-.*")),
          entry("InternetGateway.ec2", Pattern.compile("igw-.*")),
          entry("NATGateway.ec2", Pattern.compile("nat-.*")),
          entry("RouteTable.ec2", Pattern.compile("rtb-.*")),
          entry("SecurityGroup.ec2", Pattern.compile("sg-.*")),
          entry("Subnet.ec2", Pattern.compile("subnet-.*")),
          entry("VPC.ec2", Pattern.compile("vpc-.*")),
          entry("VPCEndpoint.ec2", Pattern.compile("vpce-.*")));

  private static final Logger LOG = System.getLogger(ExternalNames.class.getName());

  private final UnnamedResources resources;
  private final MadeResources aws;
  private final Clock clock;
  private final Map<String, String> refusals = new HashMap<>();
  private Instant next = Instant.MIN;

  public ExternalNames(UnnamedResources resources, MadeResources aws, Clock clock) {
    this.resources = resources;
    this.aws = aws;
    this.clock = clock;
  }

  /** The kinds whose names are written down. */
  public static Set<String> kinds() {
    return NAMES.keySet();
  }

  /** Writes down what is there by now. What AWS refuses is logged once and asked for again. */
  public void write() {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(PACE);
    Map<String, List<UnnamedResource>> regions =
        resources.list().stream()
            .filter(resource -> !resource.createdAt().plus(OWN_TIME).isAfter(now))
            .collect(groupingBy(UnnamedResource::region));
    refusals.keySet().retainAll(regions.keySet());
    regions.forEach(this::write);
  }

  private void write(String region, List<UnnamedResource> unnamed) {
    try {
      List<MadeResource> made = aws.of(region, unnamed);
      refusals.remove(region);
      unnamed.forEach(resource -> write(resource, made));
    } catch (LookupFailedException e) {
      if (!e.getMessage().equals(refusals.put(region, e.getMessage()))) {
        LOG.log(
            Level.WARNING, "What there is in {0} cannot be looked up: {1}", region, e.getMessage());
      }
    }
  }

  private void write(UnnamedResource resource, List<MadeResource> made) {
    List<String> names =
        made.stream()
            .filter(one -> one.owner().equals(resource.name()))
            .map(MadeResource::id)
            .filter(id -> NAMES.get(resource.kind()).matcher(id).matches())
            .toList();
    if (names.size() == 1) {
      LOG.log(Level.INFO, "{0} ({1}) is {2}", resource.name(), resource.kind(), names.get(0));
      resources.name(resource, names.get(0));
    }
  }
}
