package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MarkdownTest {
  @Test
  void showsMeanAndSpreadOverSeeds() {
    Accuracies accuracies = new Accuracies();
    accuracies.add("guided", 0.8);
    accuracies.add("alone", 0.5);
    accuracies.add("guided", 0.9);
    accuracies.add("alone", 0.5);

    String text = Markdown.of(accuracies.table("Accuracy"));

    assertThat(text)
        .isEqualTo(
            """
            # Accuracy

            | network | mean | deviation | seed 1 | seed 2 |
            | --- | --- | --- | --- | --- |
            | guided | 0.85 | 0.0707 | 0.8 | 0.9 |
            | alone | 0.5 | 0.0 | 0.5 | 0.5 |
            """);
  }
}
