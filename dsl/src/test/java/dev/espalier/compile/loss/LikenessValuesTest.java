package dev.espalier.compile.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.likeness.Attention;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.SoftTargets;
import dev.espalier.describe.likeness.distribution.ClassRelations;
import dev.espalier.describe.likeness.distribution.DecoupledTargets;
import dev.espalier.describe.likeness.distribution.GramianDirection;
import dev.espalier.describe.likeness.distribution.StandardizedTargets;
import dev.espalier.describe.likeness.distribution.TransformedTargets;
import dev.espalier.describe.likeness.feature.ActivationBoundary;
import dev.espalier.describe.likeness.feature.Affinity;
import dev.espalier.describe.likeness.feature.AttentionDistance;
import dev.espalier.describe.likeness.feature.ChannelRelation;
import dev.espalier.describe.likeness.feature.ChannelSimilarity;
import dev.espalier.describe.likeness.feature.FactorTransfer;
import dev.espalier.describe.likeness.feature.HierarchicalContext;
import dev.espalier.describe.likeness.feature.KnowledgeReview;
import dev.espalier.describe.likeness.feature.KnowledgeTranslation;
import dev.espalier.describe.likeness.feature.LogSum;
import dev.espalier.describe.likeness.feature.PrimeAware;
import dev.espalier.describe.likeness.feature.SolutionFlow;
import dev.espalier.describe.likeness.feature.SpatialRelation;
import dev.espalier.describe.likeness.feature.VariationalInformation;
import dev.espalier.describe.likeness.relation.BilinearCongruence;
import dev.espalier.describe.likeness.relation.ContrastiveRepresentation;
import dev.espalier.describe.likeness.relation.GaussianCongruence;
import dev.espalier.describe.likeness.relation.ProbabilisticTransfer;
import dev.espalier.describe.likeness.relation.RelationalAngle;
import dev.espalier.describe.likeness.relation.RelationalDistance;
import dev.espalier.describe.likeness.relation.SelfSupervision;
import dev.espalier.describe.likeness.relation.SimilarityPreserving;
import dev.espalier.describe.likeness.relation.ViewContrast;
import dev.espalier.testkit.Measuring;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Likenesses against likenesses.csv, which likenesses.py beside it makes of the papers' formulas.
 */
final class LikenessValuesTest {
  private static final Map<String, Likeness> LIKENESSES =
      Map.ofEntries(
          Map.entry("soft targets at 2", new SoftTargets(2)),
          Map.entry("soft targets at 4", new SoftTargets()),
          Map.entry("standardized soft targets at 2", new StandardizedTargets()),
          Map.entry("decoupled soft targets", new DecoupledTargets()),
          Map.entry("decoupled soft targets at 2", new DecoupledTargets(2, 0.5, 2)),
          Map.entry("variational information", new VariationalInformation()),
          Map.entry("variational information of rows", new VariationalInformation()),
          Map.entry("prime aware", new PrimeAware()),
          Map.entry("log sum", new LogSum()),
          Map.entry("log sum of rows", new LogSum(1)),
          Map.entry("solution flow", new SolutionFlow()),
          Map.entry("knowledge review", new KnowledgeReview(4)),
          Map.entry("knowledge review of one level", new KnowledgeReview(4)),
          Map.entry("contrastive representation", new ContrastiveRepresentation(4, 7, 0.5)),
          Map.entry("self-supervision", new SelfSupervision()),
          Map.entry("self-supervision of a third", new SelfSupervision(2, 0.35)),
          Map.entry("view contrast", new ViewContrast()),
          Map.entry("transformed targets", new TransformedTargets()),
          Map.entry("transformed targets of a third", new TransformedTargets(2, 0.35)),
          Map.entry("class relations at 1", new ClassRelations()),
          Map.entry("class relations at 4", new ClassRelations(2, 0.5, 4)),
          Map.entry("gramian direction", new GramianDirection()),
          Map.entry("probabilistic transfer", new ProbabilisticTransfer()),
          Map.entry("relational distance", new RelationalDistance()),
          Map.entry("relational angle", new RelationalAngle()),
          Map.entry("similarity preserving", new SimilarityPreserving()),
          Map.entry("bilinear congruence", new BilinearCongruence()),
          Map.entry("gaussian congruence", new GaussianCongruence()),
          Map.entry("gaussian congruence of order 5", new GaussianCongruence(0.7, 5)),
          Map.entry("attention", new Attention()),
          Map.entry("attention distance", new AttentionDistance()),
          Map.entry("factor transfer", new FactorTransfer()),
          Map.entry("factor transfer of order 2", new FactorTransfer(2)),
          Map.entry("knowledge translation", new KnowledgeTranslation()),
          Map.entry("knowledge translation of norm 3", new KnowledgeTranslation(3)),
          Map.entry("activation boundary", new ActivationBoundary()),
          Map.entry("channel similarity", new ChannelSimilarity()),
          Map.entry("affinity", new Affinity()),
          Map.entry("hierarchical context", new HierarchicalContext()),
          Map.entry("hierarchical context of small pictures", new HierarchicalContext()),
          Map.entry("channel relation", new ChannelRelation()),
          Map.entry("spatial relation", new SpatialRelation()));

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void everyLikenessHasAValueAndEveryValueALikeness() {
    assertThat(rows().stream().map(Row::name).collect(Collectors.toSet()))
        .isEqualTo(LIKENESSES.keySet());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isWhatAnotherProgramComputesFromThePaper(Row row) {
    Likeness likeness = Objects.requireNonNull(LIKENESSES.get(row.name()));

    CompiledLikeness.Measured measured =
        Measuring.of(likeness, waves(row.learner(), 0.7), waves(row.guide(), -1.3), manager)
            .measure();

    assertThat(sum(measured)).isCloseTo(row.value(), within(1e-9 * Math.max(1, row.value())));
  }

  private List<NDArray> waves(List<Shape> shapes, double shift) {
    List<NDArray> waves = new ArrayList<>();
    for (Shape shape : shapes) {
      waves.add(Measuring.wave(manager, shape, shift + waves.size()));
    }
    return waves;
  }

  /** Gives the value, and with it what is remembered, times a wave. */
  private double sum(CompiledLikeness.Measured measured) {
    double sum = measured.loss().record().getDouble();
    for (NDArray next : measured.next()) {
      sum += next.mul(Measuring.wave(manager, next.getShape(), 0.9)).sum().getDouble();
    }
    return sum;
  }

  static List<Row> rows() {
    try (InputStream in = LikenessValuesTest.class.getResourceAsStream("likenesses.csv")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
      return text.lines().skip(1).map(Row::of).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private record Row(String name, List<Shape> learner, List<Shape> guide, double value) {
    static Row of(String line) {
      String[] cells = line.split(",", -1);
      return new Row(cells[0], shapes(cells[1]), shapes(cells[2]), Double.parseDouble(cells[3]));
    }

    private static List<Shape> shapes(String text) {
      return Arrays.stream(text.split(" ", -1)).map(Row::shape).toList();
    }

    private static Shape shape(String text) {
      return new Shape(Arrays.stream(text.split("x", -1)).mapToLong(Long::parseLong).toArray());
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
