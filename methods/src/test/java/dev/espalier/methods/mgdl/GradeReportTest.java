package dev.espalier.methods.mgdl;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.layer.Activation;
import dev.espalier.report.Section;
import dev.espalier.report.chart.Curve;
import dev.espalier.report.chart.CurveChart;
import dev.espalier.report.grid.Grid;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class GradeReportTest {
  private static final DataSet CURVE = M1.curve(0);
  private static final DataSet BETWEEN = M1.curve(1 / 400.0);
  private static final Hierarchy PLANES =
      hierarchy(
          "planes", h -> h.input(2).grades(2, "h", (g, n) -> n.dense("h", 4).relu().output(1)));

  @Test
  void hasARowAGradeWithItsErrorsItsSecondsAndItsVerdict() {
    try (Run run = curve(multigrade(), r -> r.validate(CURVE.take(50)))) {
      Grid grid = GradeReport.of(run.outcome(), BETWEEN).grids().get(0);

      assertThat(grid.columns().stream().map(Grid.Header::name))
          .containsExactly(
              "grade", "training mse", "validation mse", "test mse", "seconds", "verdict");
      assertThat(grid.rows()).hasSize(3);
      Readout two = Readout.of("grade1", "grade2");
      assertThat(grid.rows().get(1).subList(0, 4))
          .containsExactly(
              "grade2",
              run.evaluate(two, CURVE).metric("mse"),
              run.evaluate(two, CURVE.take(50)).metric("mse"),
              run.evaluate(two, BETWEEN).metric("mse"));
      assertThat(grid.rows().get(1).get(4)).isEqualTo(run.log().stages().get(1).seconds());
      assertThat(grid.column("verdict")).allMatch(verdict -> verdict.startsWith("kept"));
    }
  }

  @Test
  void drawsWhatIsLeftOfACurveAfterEachGrade() {
    try (Run run = curve(multigrade(), r -> r)) {
      Section section = GradeReport.of(run.outcome(), BETWEEN.shuffled(1));

      CurveChart chart = (CurveChart) section.charts().get(1);
      assertThat(chart.curves().stream().map(Curve::name))
          .containsExactly(
              "y - (grade1)", "y - (grade1 + grade2)", "y - (grade1 + grade2 + grade3)");
      Curve.Point point = chart.curves().get(1).points().get(17);
      assertThat(point.x()).isEqualTo(BETWEEN.input(17).doubles()[0]);
      double said = run.predict(Readout.of("grade1", "grade2"), BETWEEN.input(17)).values().get(0);
      assertThat(point.y()).isCloseTo(BETWEEN.target(17)[0] - said, within(1e-12));
    }
  }

  @Test
  void drawsAPictureAGradeWhereInputsArePixels() {
    DataSet plane = plane(5, 3);
    DataSet withAHole = plane.select(IntStream.range(0, 15).filter(row -> row != 2).toArray());
    try (Run run = planes(plane)) {
      Section section = GradeReport.of(run.outcome(), withAHole);

      List<BufferedImage> images = section.figures().get(0).images();
      assertThat(images).hasSize(2);
      assertThat(images.get(0).getWidth()).isEqualTo(5);
      assertThat(images.get(0).getHeight()).isEqualTo(3);
      assertThat(images.get(0).getRGB(2, 0) & 0xff).isEqualTo(0x80);
      for (int row = 3; row < 15; row++) {
        double left =
            plane.target(row)[0]
                - run.predict(Readout.of("grade1"), plane.input(row)).values().get(0);
        int shade = images.get(0).getRGB(row % 5, row / 5) & 0xff;
        assertThat(shade - 127.5).as("pixel %d leaves %s", row, left).matches(s -> s * left >= 0);
      }
    }
  }

  @Test
  void drawsNoPictureOfScatteredPoints() {
    DataSet plane = plane(5, 3);
    DataSet diagonal = plane.select(0, 6, 12);
    try (Run run = planes(plane)) {
      assertThat(GradeReport.of(run.outcome(), diagonal).figures()).isEmpty();
    }
  }

  @Test
  void countsAccuracyForClasses() {
    DataSet sides =
        Data.fromArrays(
            "sides", new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}, new int[] {0, 0, 1, 1});
    Hierarchy two =
        hierarchy(
            "two", h -> h.input(2).grades(2, "h", (g, n) -> n.dense("h", 4).relu().output(2)));
    try (Run run = train(two, multigrade(), r -> r.classify(sides).adam(1e-2).epochs(3).quiet())) {
      Section section = GradeReport.of(run.outcome(), sides);

      assertThat(section.grids().get(0).rows().get(1).get(2))
          .isEqualTo(run.evaluate(sides).metric("accuracy"));
      assertThat(section.charts()).hasSize(1);
      assertThat(section.charts().get(0).title()).isEqualTo("accuracy by grade");
    }
  }

  @Test
  void refusesStagesThatAreNoGrades() {
    try (Run run = curve(supervised(), r -> r)) {
      assertThatThrownBy(() -> GradeReport.of(run.outcome(), BETWEEN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Try a run of multigrade()");
    }
  }

  private static Run curve(TrainingMethod method, UnaryOperator<RecipeBuilder> more) {
    return train(
        M1.grades(3, Activation.Kind.RELU),
        method,
        r ->
            more.apply(
                r.regress(CURVE).adam(1e-2).batch(50).epochs(20).float64().quiet().asDefaults()));
  }

  private static Run planes(DataSet plane) {
    return train(PLANES, multigrade(), r -> r.regress(plane).adam(1e-2).epochs(5).quiet());
  }

  /** Gives a picture's pixels, row by row, whose brightness is a product of the coordinates. */
  private static DataSet plane(int width, int height) {
    double[][] places = new double[width * height][];
    double[] values = new double[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        places[y * width + x] = new double[] {x, y};
        values[y * width + x] = x * y;
      }
    }
    return Data.fromArrays("plane", places, values);
  }
}
