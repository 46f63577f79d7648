package dev.espalier.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DifferencesTest {

  @Test
  void saysWhichKeyDiffers() {
    Differences differences =
        Differences.between(Map.of("a", "1", "b", "2"), Map.of("a", "1", "b", "3"), List.of());

    assertThat(differences.text()).isEqualTo("b: found 2, needed 3");
    assertThat(differences.isEmpty()).isFalse();
  }

  @Test
  void namesWhatIsOnOneSideOnly() {
    assertThat(Differences.between(Map.of("a", "1"), Map.of(), List.of()).text())
        .isEqualTo("a: found 1, needed nothing");
    assertThat(Differences.between(Map.of(), Map.of("a", "1"), List.of()).text())
        .isEqualTo("a: found nothing, needed 1");
  }

  @Test
  void leavesOutWhatLiesBelowADifference() {
    Differences differences =
        Differences.between(
            new TreeMap<>(Map.of("rate", "Constant", "rate.value", "1", "rates", "1")),
            new TreeMap<>(Map.of("rate", "Cosine", "rate.from", "1", "rates", "1")),
            List.of());

    assertThat(differences.text()).isEqualTo("rate: found Constant, needed Cosine");
  }

  @Test
  void leavesOutWhatItIsTold() {
    assertThat(
            Differences.between(Map.of("a[0].b", "1"), Map.of("a[0].b", "2"), List.of("a[0]"))
                .isEmpty())
        .isTrue();
  }

  @Test
  void cutsWhatIsLongAndCountsWhatIsMany() {
    Map<String, String> found = new LinkedHashMap<>();
    Map<String, String> needed = new LinkedHashMap<>();
    for (int i = 0; i < 5; i++) {
      found.put("k" + i, "x".repeat(1_000_000));
      needed.put("k" + i, "y");
    }

    String text = Differences.between(found, needed, List.of()).text();

    assertThat(text).endsWith("; and 2 more").hasSizeLessThan(500);
  }
}
