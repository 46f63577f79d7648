package dev.espalier.compile.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.feature.KnowledgeReview;
import dev.espalier.describe.likeness.relation.ContrastiveRepresentation;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.describe.value.Registry;
import dev.espalier.testkit.LikenessContract;
import dev.espalier.testkit.Measuring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered likeness keeps. */
final class LikenessContractTest {
  /** What is at its least elsewhere than where both agree. */
  private static final Set<String> NOT_ZERO =
      Set.of(
          "activation boundary",
          "variational information",
          "prime aware",
          "log sum",
          "knowledge review",
          "contrastive representation",
          "view contrast");

  /** How many layers of each side are compared, of those that compare more than one. */
  private static final Map<String, Integer> PLACES =
      Map.of("solution flow", 2, "knowledge review", 2);

  /** Smaller ones of what has many parameters, for the gradients. */
  private static final Map<String, Likeness> SMALL =
      Map.of(
          "knowledge review", new KnowledgeReview(1),
          "contrastive representation", new ContrastiveRepresentation(3, 4, 0.5));

  /** Parameters by hand; else those that start at random are 0, and others as they start. */
  private static final Map<String, List<List<Double>>> PARAMETERS =
      Map.of("log sum", List.of(List.of(1.0, 0.0, 0.0, 1.0)));

  private static final double LOG_3 = Math.log(3);
  // The first sample's distance between the maps of attention.
  private static final double MAPS = Math.hypot(5 / Math.sqrt(41) - 0.8, 4 / Math.sqrt(41) - 0.6);
  private static final double ROOTS = (Math.pow(1 - Math.sqrt(0.5), 2) + 0.5) / 2;

  /** Values worked out by hand, by the name of the likeness. */
  private static final Map<String, Case> CASES =
      Map.ofEntries(
          // The guide's mean is 2.75, its variance 1.6875.
          rows("relative mean square", 1.25 / 1.6875, List.of(1, 2, 3, 4), List.of(1, 4, 2, 4)),
          rows("mean square", 1.25, List.of(1, 2, 3, 4), List.of(1, 4, 2, 4)),
          // Cosines 24 / 25 and 0.
          rows("cosine", 1 - 0.48, List.of(3, 4, 1, 0), List.of(4, 3, 0, 2)),
          // At 4: the guide's (3/4, 1/4) and the learner's (1/2, 1/2), then no difference.
          rows(
              "soft targets",
              16 * (0.75 * Math.log(1.5) + 0.25 * Math.log(0.5)) / 2,
              List.of(0, 0, 5, 1),
              List.of(4 * Math.log(3), 0, 5, 1)),
          // Centered (-1, 0, 1) and (-1, 1, 0), whose squared product is 1 of 4.
          Map.entry(
              "centered kernel alignment",
              new Case(0.75, new Shape(3, 1), List.of(0, 1, 2), List.of(0, 2, 1))),
          // (1/2, 1/2) to (1/3, 2/3), then the others' (3/4, 1/4) to (1/2, 1/2).
          Map.entry(
              "decoupled soft targets",
              new Case(
                  16
                      / 2.0
                      * (0.5 * Math.log(1.5)
                          + 0.5 * Math.log(0.75)
                          + 8 * (0.75 * Math.log(1.5) + 0.25 * Math.log(0.5))),
                  new Shape(2, 3),
                  List.of(0, 0, 0, 0, 0, 0),
                  List.of(4 * Math.log(2), 0, 0, 4 * LOG_3, 4 * Math.log(2), 0))),
          rows(
              "variational information",
              (1.25 / 5 + Math.log(5)) / 2,
              List.of(1, 2, 3, 4),
              List.of(1, 4, 2, 4)),
          // A map of zeros expects the variance 1.
          rows("prime aware", 1.25 / (1 + 1e-6), List.of(1, 2, 3, 4), List.of(1, 4, 2, 4)),
          // Columns -1, 1 and -1, 1, the guide's -1, 1 and 0, 0, but for what keeps from dividing
          // by 0.
          rows(
              "log sum",
              Math.log(
                  2 * Math.pow(1 / Math.sqrt(1 + 1e-5) - 0.5 / Math.sqrt(0.25 + 1e-5), 4)
                      + 2 * Math.pow(1 + 1e-5, -2)),
              List.of(1, 2, 3, 4),
              List.of(1, 4, 2, 4)),
          // Flows (1 3 + 2 4) / 2 and (1 2 + 0 5) / 2.
          Map.entry(
              "solution flow",
              new Case(4.5 * 4.5, new Shape(1, 1, 1, 2), List.of(1, 2, 3, 4), List.of(1, 0, 2, 5))),
          // Maps of zeros give 0, and the contexts are those of the guide alone.
          Map.entry(
              "knowledge review",
              new Case(
                  (7.5 + 6.25 / 2) / 1.5,
                  new Shape(1, 1, 2, 2),
                  List.of(5, 6, 7, 8),
                  List.of(1, 2, 3, 4))),
          // Embeddings of zeros are all alike: e is 1, Z 2, and k / n 512.
          rows(
              "contrastive representation",
              -2 * (Math.log(0.5 / (512.5 + 1e-7)) + 1024 * Math.log(512 / (512.5 + 1e-7))),
              List.of(1, 2, 3, 4),
              List.of(1, 4, 2, 4)),
          // Of 6 views one is like the other sample, (-1, 1) for (1, -1).
          Map.entry(
              "self-supervision",
              new Case(
                  0.25 * 4 * Math.tanh(2) / 6,
                  new Shape(2, 4, 1),
                  List.of(1, 1, 1, -1, -1, -1, -1, -1),
                  List.of(1, 1, 1, 1, -1, -1, -1, -1))),
          Map.entry(
              "view contrast",
              new Case(
                  Math.log1p(Math.exp(-2)) + 2 / 6.0,
                  new Shape(2, 4, 1),
                  List.of(1, 1, 1, -1, -1, -1, -1, -1),
                  List.of(1, 1, 1, 1, -1, -1, -1, -1))),
          // Of 6 views one has (3/4, 1/4) for (1/2, 1/2).
          Map.entry(
              "transformed targets",
              new Case(
                  16 * 0.5 * Math.log(4 / 3.0) / 6,
                  new Shape(2, 4, 2),
                  List.of(9, 0, 4 * LOG_3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                  List.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))),
          // Maps (5, 4) / root 41 and (0, 1), the guide's (4, 3) / 5 and (1, 0).
          maps("attention", (MAPS * MAPS + 2) / 4),
          maps("attention distance", (MAPS + Math.sqrt(2)) / 2),
          // Standardized (-1, 1) and (1, -1), whose log odds at 2 are 1 apart, then no difference.
          rows(
              "standardized soft targets",
              4 * Math.tanh(0.5) / 2,
              List.of(0, 1, 5, 3),
              List.of(7, 4, 2, 0)),
          // (.75, .25), (.25, .75), (.5, .5) and the last two changed: rows 1, 0, 0, columns .5.
          Map.entry(
              "class relations",
              new Case(
                  1 - 1 / 3.0 + 1 - 0.5,
                  new Shape(3, 2),
                  List.of(LOG_3, 0, 0, LOG_3, 0, 0),
                  List.of(LOG_3, 0, 0, 0, 0, LOG_3))),
          // d is ((0, -1), (-1, 0)), S ((.6, -.5), (-.5, .6)).
          rows(
              "gramian direction", Math.sqrt(0.6 / 0.11), List.of(1, 0, 0, 1), List.of(2, 0, 1, 0)),
          // The guide's neighbours (1, 0), (.5, .5), (0, 1), the learner's (.5, .5), 2 x (1/3,
          // 2/3).
          Map.entry(
              "probabilistic transfer",
              new Case(
                  (Math.log(2) + 0.5 * Math.log(1.5) + 0.5 * Math.log(0.75) + Math.log(1.5)) / 9,
                  new Shape(3, 2),
                  List.of(1, 0, 0, 1, 0, 1),
                  List.of(1, 0, 0, 1, -1, 0))),
          // Distances 1, 3, 2 and 2, 3, 1, of mean 2: two differ by .5.
          Map.entry(
              "relational distance",
              new Case(4 * 0.125 / 9, new Shape(3, 1), List.of(0, 1, 3), List.of(0, 2, 3))),
          // Cosines 1, -1, 1 and -1, 1, 1: two differ by 2, whose loss is 1.5.
          Map.entry(
              "relational angle",
              new Case(4 * 1.5 / 27, new Shape(3, 1), List.of(0, 1, 2), List.of(1, 0, 2))),
          // Identity and a matrix of root 1/2.
          rows("similarity preserving", ROOTS, List.of(3, 0, 0, 1), List.of(1, 0, 1, 0)),
          // Identity and ones.
          rows("bilinear congruence", 2 / 4.0, List.of(1, 0, 0, 1), List.of(1, 0, 1, 0)),
          rows(
              "gaussian congruence",
              2 * Math.pow(Math.exp(-0.8) * (0.8 + 0.32), 2) / 4,
              List.of(1, 0, 0, 1),
              List.of(1, 0, 1, 0)),
          // (.6, .8) and (.8, .6), (1, 0) and (0, 1).
          rows("factor transfer", 2.4 / 4, List.of(3, 4, 1, 0), List.of(4, 3, 0, 2)),
          rows("knowledge translation", 2.4 / 4, List.of(3, 4, 1, 0), List.of(4, 3, 0, 2)),
          rows(
              "activation boundary",
              (0.5 * 0.5 + 0.75 * 0.75) / 2,
              List.of(0.5, -2, 2, -0.25),
              List.of(1, -1, 3, -1)),
          Map.entry(
              "channel similarity",
              new Case(ROOTS, new Shape(1, 2, 1, 2), List.of(3, 0, 0, 1), List.of(1, 0, 1, 0))),
          // Cosines 0 and root 1/2.
          Map.entry(
              "affinity",
              new Case(
                  (Math.sqrt(2) + 1) / 2,
                  new Shape(1, 2, 1, 2),
                  List.of(1, 0, 1, 0),
                  List.of(0, 1, 1, 1))),
          // The squares' mean is 7.5, the mean's square 6.25.
          Map.entry(
              "hierarchical context",
              new Case(
                  (7.5 + 6.25 / 2) / 1.5,
                  new Shape(1, 1, 2, 2),
                  List.of(1, 2, 3, 4),
                  List.of(0, 0, 0, 0))),
          // The pixels' correlations are 1 and -1.
          Map.entry(
              "channel relation",
              new Case(1, new Shape(1, 2, 1, 2), List.of(1, 0, 0, 1), List.of(2, 1, 0, 0))),
          // Centered (-1, 0, 1) and (-1, 1, 0).
          Map.entry(
              "spatial relation",
              new Case(0.5, new Shape(3, 1, 1, 1), List.of(0, 1, 2), List.of(0, 2, 1))));

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  static Collection<Likeness> likenesses() {
    return Registry.all(Likeness.class).values();
  }

  @Test
  void everyRegisteredLikenessHasACaseAndEveryCaseALikeness() {
    assertThat(Registry.all(Likeness.class).keySet()).isEqualTo(CASES.keySet());
  }

  @ParameterizedTest
  @MethodSource("likenesses")
  void hasTheValueThatIsWorkedOutByHand(Likeness likeness) {
    Case each = Objects.requireNonNull(CASES.get(likeness.name()));
    Measuring measuring =
        Measuring.of(likeness, arrays(each.learner(), each), arrays(each.guide(), each), manager);
    Measuring known = measuring.with(known(measuring));

    assertThat(LikenessContract.value(known).getDouble()).isCloseTo(each.value(), within(1e-12));
    assertThat(known.measure().loss().record().getDouble()).isCloseTo(each.value(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("likenesses")
  void keepsTheContract(Likeness likeness) {
    LikenessContract.check(SMALL.getOrDefault(likeness.name(), likeness), places(likeness));
  }

  @ParameterizedTest
  @MethodSource("likenesses")
  void isZeroWhereBothAgree(Likeness likeness) {
    if (!NOT_ZERO.contains(likeness.name())) {
      LikenessContract.isZeroWhereBothAgree(likeness, places(likeness));
    }
  }

  private List<NDArray> known(Measuring measuring) {
    List<ParameterSpec> specs = measuring.specs();
    List<List<Double>> own = PARAMETERS.get(measuring.likeness().name());
    List<NDArray> known = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      double[] values = new double[specs.get(i).count()];
      if (own != null) {
        values = own.get(i).stream().mapToDouble(Double::doubleValue).toArray();
      } else if (specs.get(i).initial() instanceof Initial.Constant constant) {
        Arrays.fill(values, constant.value());
      }
      known.add(manager.create(values, measuring.parameters().get(i).getShape()));
    }
    return known;
  }

  private static int places(Likeness likeness) {
    return PLACES.getOrDefault(likeness.name(), 1);
  }

  /** Gives as many arrays of the case's shape as there are values for. */
  private List<NDArray> arrays(List<? extends Number> values, Case each) {
    int size = (int) each.shape().size();
    List<NDArray> arrays = new ArrayList<>();
    for (int from = 0; from < values.size(); from += size) {
      arrays.add(
          manager.create(
              values.subList(from, from + size).stream().mapToDouble(Number::doubleValue).toArray(),
              each.shape()));
    }
    return arrays;
  }

  private static Map.Entry<String, Case> rows(
      String name, double value, List<? extends Number> learner, List<? extends Number> guide) {
    return Map.entry(name, new Case(value, new Shape(2, 2), learner, guide));
  }

  private static Map.Entry<String, Case> maps(String name, double value) {
    return Map.entry(
        name,
        new Case(
            value,
            new Shape(2, 2, 1, 2),
            List.of(1, 2, 3, 2, 0, 1, 0, 0),
            List.of(2, 2, 2, Math.sqrt(2), 1, 0, 0, 0)));
  }

  private record Case(
      double value, Shape shape, List<? extends Number> learner, List<? extends Number> guide) {}
}
