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
import dev.espalier.describe.likeness.distribution.GramianDirection;
import dev.espalier.describe.likeness.distribution.StandardizedTargets;
import dev.espalier.describe.likeness.feature.ActivationBoundary;
import dev.espalier.describe.likeness.feature.Affinity;
import dev.espalier.describe.likeness.feature.AttentionDistance;
import dev.espalier.describe.likeness.feature.ChannelRelation;
import dev.espalier.describe.likeness.feature.ChannelSimilarity;
import dev.espalier.describe.likeness.feature.FactorTransfer;
import dev.espalier.describe.likeness.feature.HierarchicalContext;
import dev.espalier.describe.likeness.feature.KnowledgeTranslation;
import dev.espalier.describe.likeness.feature.SpatialRelation;
import dev.espalier.describe.likeness.relation.BilinearCongruence;
import dev.espalier.describe.likeness.relation.GaussianCongruence;
import dev.espalier.describe.likeness.relation.ProbabilisticTransfer;
import dev.espalier.describe.likeness.relation.RelationalAngle;
import dev.espalier.describe.likeness.relation.RelationalDistance;
import dev.espalier.describe.likeness.relation.SimilarityPreserving;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
    NDArray learner = wave(row.learner(), 0.7);
    NDArray guide = wave(row.guide(), -1.3);
    Likeness likeness = Objects.requireNonNull(LIKENESSES.get(row.name()));

    NDArray value =
        CompiledLikeness.of(likeness)
            .measure(learner, guide, Divisor.varianceFrom(Divisor.LEAST_VARIANCE))
            .record();

    assertThat(value.getDouble()).isCloseTo(row.value(), within(1e-9 * Math.max(1, row.value())));
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

  private NDArray wave(Shape shape, double shift) {
    double[] values = new double[(int) shape.size()];
    Arrays.setAll(values, i -> Math.sin(1.7 * i + shift) + 0.3 * shift);
    return manager.create(values, shape);
  }

  private record Row(String name, Shape learner, Shape guide, double value) {
    static Row of(String line) {
      String[] cells = line.split(",", -1);
      return new Row(cells[0], shape(cells[1]), shape(cells[2]), Double.parseDouble(cells[3]));
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
