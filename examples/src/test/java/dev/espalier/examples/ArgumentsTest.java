package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {
  private static final Map<String, String> EPOCHS = Map.of("epochs", "10");

  @Test
  void givesTheDefaultOfWhatIsLeftOut() {
    assertThat(Arguments.read(EPOCHS, List.of()).whole("epochs")).isEqualTo(10);
  }

  @Test
  void takesWhatIsGiven() {
    assertThat(Arguments.read(EPOCHS, List.of("epochs=3")).whole("epochs")).isEqualTo(3);
  }

  @Test
  void saysWhatCanBeGivenWhenItFindsSomethingElse() {
    assertThatThrownBy(() -> Arguments.read(EPOCHS, List.of("epoch=3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("found 'epoch=3'", "{epochs=10}");
  }

  @Test
  void asksForWhatHasNoDefault() {
    assertThatThrownBy(() -> Arguments.read(Map.of("data", ""), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no data");
  }

  @Test
  void showsWhatIsNoNumber() {
    Arguments given = Arguments.read(EPOCHS, List.of("epochs=many"));

    assertThatThrownBy(() -> given.whole("epochs"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("argument epochs: found 'many', needed a whole number. Try epochs=3.");
  }

  @Test
  void aWordMustBeOneOfThose() {
    Arguments given = Arguments.read(EPOCHS, List.of("epochs=some"));

    assertThat(given.oneOf("epochs", "all", "some")).isEqualTo("some");
    assertThatThrownBy(() -> given.oneOf("epochs", "all", "none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("argument epochs: found 'some', needed one of [all, none]. Try epochs=all.");
  }
}
