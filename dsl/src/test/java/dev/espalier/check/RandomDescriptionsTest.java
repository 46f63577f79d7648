package dev.espalier.check;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;

import dev.espalier.describe.GuideBuilder;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.HierarchyBuilder;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Initial;
import dev.espalier.random.Nonsense;
import dev.espalier.random.Refusals;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random descriptions, right ones and nonsense: each is described and checked, or refused in words.
 *
 * <p>{@code -Ddescriptions=10000} tries more than the 300 of an ordinary build, {@code -Dseed=1}
 * others.
 */
class RandomDescriptionsTest {
  private final SplittableRandom random = new SplittableRandom(Long.getLong("seed", 12));
  private final Nonsense nonsense = new Nonsense(random);

  @Test
  void areCheckedOrRefusedInWordsAndAtOnce() {
    Refusals refusals = new Refusals();

    refusals.tryAll(
        Integer.getInteger("descriptions", 300),
        () -> {
          Hierarchy described = hierarchy(nonsense.name("h"), this::describe);
          CheckedHierarchy checked = check(described);
          checked.summary();
          checked.diagram().mermaid();
          checked.diagram().dot();
        });

    refusals.requireBothKinds();
  }

  private HierarchyBuilder describe(HierarchyBuilder start) {
    HierarchyBuilder builder = random.nextInt(40) == 0 ? start : start.input(nonsense.dims());
    int networks = random.nextInt(25) == 0 ? 0 : 1 + random.nextInt(3);
    for (int i = 0; i < networks; i++) {
      String name = nonsense.name("n" + i);
      builder = builder.network(name, this::describe);
    }
    int guides = random.nextInt(2);
    for (int i = 0; i < guides; i++) {
      builder = builder.guide(someNetwork(), someNetwork(), this::links);
    }
    return builder;
  }

  private String someNetwork() {
    return nonsense.name("n" + random.nextInt(3));
  }

  private NetworkBuilder describe(NetworkBuilder start) {
    NetworkBuilder builder =
        random.nextInt(40) == 0 ? start.from(nonsense.name("n0") + "." + layerName()) : start;
    int layers = random.nextInt(3);
    for (int i = 0; i < layers; i++) {
      builder = activated(layer(random.nextBoolean() ? builder : builder.flatten(), 0));
    }
    return random.nextInt(4) == 0 ? builder : builder.flatten().output(nonsense.size(10));
  }

  private NetworkBuilder layer(NetworkBuilder n, int depth) {
    String name = layerName();
    int size = nonsense.size(8);
    int other = nonsense.size(3);
    return switch (random.nextInt(18)) {
      case 0 -> n.dense(name, size);
      case 1 -> n.dense(name, size, d -> d.eachStep().weight(initial()).bias(initial()));
      case 2 -> n.conv2d(name, size, other);
      case 3 ->
          n.conv2d(
              name,
              size,
              other,
              c ->
                  c.stride(nonsense.size(1))
                      .padding(nonsense.size(1))
                      .dilation(nonsense.size(1))
                      .groups(nonsense.size(1)));
      case 4 -> n.conv2d(size, other, c -> c.same().noBias());
      case 5 -> n.maxPool(other, p -> p.stride(nonsense.size(2)).padding(nonsense.size(1)));
      case 6 -> n.averagePool(other);
      case 7 -> random.nextBoolean() ? n.globalMaxPool() : n.globalAveragePool();
      case 8 -> n.batchNorm(b -> b.epsilon(nonsense.number(1e-5)).momentum(nonsense.number(0.1)));
      case 9 -> n.layerNorm(l -> l.axes(nonsense.size(1)).epsilon(nonsense.number(1e-5)));
      case 10 -> n.dropout(nonsense.number(0.5));
      case 11 -> n.flatten();
      case 12 -> n.reshape(nonsense.dims());
      case 13 -> n.embedding(name, size, other);
      case 14 -> n.lstm(name, size, l -> l.layers(nonsense.size(1)));
      case 15 -> n.gru(name, size).last();
      case 16 ->
          n.repeat(Math.min(nonsense.size(2), 50_000), (i, b) -> i > 100 ? b : b.dense(size));
      default ->
          depth > 3
              ? n.residual(name, b -> b)
              : n.residual(name, b -> layer(b, depth + 1), b -> layer(b, depth + 1));
    };
  }

  private NetworkBuilder activated(NetworkBuilder n) {
    return switch (random.nextInt(4)) {
      case 0 -> n.leakyRelu(nonsense.number(0.01));
      case 1 -> n.sine(nonsense.number(1));
      case 2 -> n.activation(Activation.of(nonsense.one(List.of(Activation.Kind.values()))));
      default -> n;
    };
  }

  private GuideBuilder links(GuideBuilder start) {
    GuideBuilder links = start.likeness(likeness());
    int count = random.nextInt(3);
    for (int i = 0; i < count; i++) {
      links =
          switch (random.nextInt(4)) {
            case 0 -> links.hidden(layerName(), layerName(), schedule());
            case 1 -> links.projected(layerName(), layerName(), schedule());
            case 2 -> links.aligned(schedule());
            default -> links.output(schedule());
          };
    }
    return links;
  }

  private Likeness likeness() {
    return switch (random.nextInt(5)) {
      case 0 -> Likeness.cosine();
      case 1 -> Likeness.attention();
      case 2 -> Likeness.softTargets(nonsense.number(2));
      case 3 -> Likeness.meanSquare();
      default -> Likeness.relative();
    };
  }

  private Schedule schedule() {
    double value = nonsense.number(1);
    return switch (random.nextInt(6)) {
      case 0 -> Schedule.linear(value, nonsense.number(0));
      case 1 -> Schedule.exponential(value, nonsense.number(1));
      case 2 -> Schedule.steps(value, nonsense.number(0.5), nonsense.size(2));
      case 3 -> Schedule.warmUp(nonsense.number(0.1), Schedule.constant(1));
      case 4 -> moment -> value;
      default -> Schedule.constant(value);
    };
  }

  private Initial initial() {
    return switch (random.nextInt(4)) {
      case 0 -> Initial.values(nonsense.number(0), nonsense.number(0));
      case 1 -> Initial.normal(nonsense.number(0.1));
      case 2 -> Initial.uniform(nonsense.number(0.1));
      default -> Initial.heNormal();
    };
  }

  private String layerName() {
    return nonsense.name(nonsense.one(List.of("h", "k", "l", "dense1", "flatten1")));
  }
}
