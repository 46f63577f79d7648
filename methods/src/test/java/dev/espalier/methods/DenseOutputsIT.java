package dev.espalier.methods;

import static dev.espalier.Espalier.meanIou;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.Network;
import dev.espalier.train.log.Prediction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A label for each step or pixel is learned, predicted and measured cell by cell. */
final class DenseOutputsIT {
  private static final Network PIXELS =
      network("pixels", n -> DenseCases.segmenter(n.input(1, 4, 4), 6));

  @Test
  void aTaggerLearnsEachStepAndLeavesPaddingOut() {
    try (Run run =
        train(
            DenseCases.tagger(),
            supervised(),
            r -> r.classify(DenseCases.TAGS).batch(10).adam(0.02).epochs(60).seed(2).quiet())) {
      List<Prediction> predictions = run.predict(DenseCases.TAGS);

      assertThat(run.evaluate(DenseCases.TAGS).metric("accuracy")).isGreaterThan(0.97);
      assertThat(run.evaluate(DenseCases.TAGS).metric("accuracy"))
          .isEqualTo(accuracy(predictions, DenseCases.TAGS));
      assertThat(predictions.get(0).bestClasses()).hasSize(5);
      assertThatThrownBy(() -> predictions.get(0).best())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "best(): found a class for each step or pixel, values (5 x 3), needed one for the"
                  + " sample. Try bestOfEach() or bestClasses().");
    }
  }

  @Test
  void pixelsAreLearnedAndMeasuredByMeanIou() {
    try (Run run =
        train(
            PIXELS,
            supervised(),
            r ->
                r.classify(DenseCases.PIXELS)
                    .measure(meanIou())
                    .batch(10)
                    .adam(0.05)
                    .epochs(40)
                    .seed(2)
                    .quiet())) {
      List<Prediction> predictions = run.predict(DenseCases.PIXELS);
      Prediction first = predictions.get(0);

      assertThat(run.evaluate(DenseCases.PIXELS).metric("accuracy"))
          .isEqualTo(accuracy(predictions, DenseCases.PIXELS))
          .isGreaterThan(0.9);
      assertThat(run.outcome().evaluations().get(0).metric("meanIou")).isGreaterThan(0.8);
      assertThat(first.value(0) + first.value(16) + first.value(32)).isBetween(0.999, 1.001);
    }
  }

  @Test
  void refusesWhatKnowsOneLabelARow() {
    assertThatThrownBy(
            () ->
                train(
                    PIXELS,
                    supervised().then(reversePropagation()),
                    r -> r.classify(DenseCases.WHOLE_PIXELS).epochs(1).quiet()))
        .hasMessageContaining(
            "it solves for one label a row, and the data have 3 classes for each of (4 x 4). Try"
                + " supervised(), selfAbstraction() or multigrade().");
    assertThatThrownBy(
            () ->
                train(
                    DenseCases.grades(),
                    multigrade(),
                    r -> r.classify(DenseCases.PIXELS).epochs(1).quiet()))
        .hasMessageContaining("and some of the data are ignored");
    assertThatThrownBy(
            () ->
                train(
                    network("flat", n -> n.input(1, 4, 4).flatten().output(3)),
                    supervised(),
                    r -> r.classify(DenseCases.PIXELS).epochs(1).quiet()))
        .hasMessageContaining(
            "it gives (3), and the data have 3 classes for each of (4 x 4), which need (3 x 4 x 4). Try"
                + " outputEachPixel(3).");
  }

  @Test
  void refusesLabelsOfPaddedSteps() {
    int[][] tags = {{1, 2, 0, 1, 1}, {1, 1, 1, 1, 1}};
    double[][] words = {{1, 2, 3, 4, 0}, {1, 2, 3, 0, 0}};
    DataSet wrong =
        Data.fromArrays("wrong", words, tags, Targets.classes(3).perCell(5).ignoring(-1));

    assertThatThrownBy(
            () -> train(DenseCases.tagger(), supervised(), r -> r.classify(wrong).quiet()))
        .hasMessageContaining(
            "row 0: the step at 4 is padding of layer tagger.words, and its target is 1, needed -1,"
                + " which is ignored.");
  }

  private static double accuracy(List<Prediction> predictions, DataSet data) {
    int right = 0;
    int all = 0;
    for (int row = 0; row < data.size(); row++) {
      double[] wanted = data.target(row);
      List<Integer> best = predictions.get(row).bestOfEach();
      for (int i = 0; i < wanted.length; i++) {
        if (wanted[i] != data.kind().ignored().orElse(Double.NaN)) {
          all++;
          right += best.get(i) == (int) wanted[i] ? 1 : 0;
        }
      }
    }
    return (double) right / all;
  }
}
