package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.value.Dims;
import dev.espalier.train.log.Prediction;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServeAnswerTest {
  private static final List<String> CLASSES = List.of("noun", "verb");

  @Test
  void namesTheBestClassOfASampleOrOfEachStep() {
    Prediction one = new Prediction(Dims.of(2), List.of(0.25, 0.75), CLASSES);
    Prediction steps = new Prediction(Dims.of(2, 2), List.of(0.9, 0.1, 0.25, 0.75), CLASSES);
    Prediction value = new Prediction(Dims.of(1), List.of(3.5), List.of());

    assertThat(ServeAnswer.of(one)).hasToString("{best=verb, values=[0.25, 0.75]}");
    assertThat(ServeAnswer.of(steps))
        .hasToString("{best=[noun, verb], values=[0.9, 0.1, 0.25, 0.75]}");
    assertThat(ServeAnswer.of(value)).hasToString("{values=[3.5]}");
  }
}
