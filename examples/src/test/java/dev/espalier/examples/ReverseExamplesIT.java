package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReverseExamplesIT {

  @Test
  void benchmarksEveryRouteOfAConvolution() {
    String text = ReverseBenchmark.run(1, 600);

    assertThat(text.lines().filter(line -> line.startsWith("2 -> "))).hasSize(16);
    assertThat(text).contains("reversing 600 samples through dense 128 -> 10");
  }

  @Test
  void comparesTapsAndAlphasOnDigits() {
    String text = ReverseExperiment.run("digits-few", true, 1, 1);

    assertThat(text)
        .startsWith("digits-few, stopped early, 1 seeds, 1 epochs of post-training")
        .contains("h2 alpha 0.3", "h1 step 1.0 ridge 0.001", "h2 wanted label");
  }
}
