package dev.espalier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.MisfitException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompiledFormulaTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void computesAnExpressionWithItsGradient() {
    CompiledFormula scaled = compiled("torch.sum(x * x) * 1.5 + y");
    NDArray x = manager.create(new double[] {1, 2});
    x.setRequiresGradient(true);
    NDArray y = manager.create(0.5);

    try (Autograd.Mode recording = Autograd.recording()) {
      NDArray value = scaled.call(x, y);
      Autograd.backward(value);
      assertThat(value.getDouble()).isEqualTo(8);
    }

    assertThat(Autograd.gradient(x).toDoubleArray()).containsExactly(3, 6);
  }

  @Test
  void computesLinesWithABranchOverSeveralLines() {
    CompiledFormula larger =
        compiled(
            """
            if x.numel() > 1:  # of several
              z = torch.sum(
                  x)
            else:
              z = y
            return z * 2
            """);

    assertThat(larger.call(manager.create(new float[] {1, 2}), manager.create(7f)).getFloat())
        .isEqualTo(6);
    assertThat(larger.call(manager.create(1f), manager.create(7f)).getFloat()).isEqualTo(14);
  }

  @Test
  void knowsTypesByTheirNamesInPython() {
    CompiledFormula type =
        compiled(
            "x + (1. if y.dtype == torch.float64 else 2.) * torch.ones([], dtype=torch.float32)");

    assertThat(type.call(manager.create(0f), manager.create(0.0)).getFloat()).isEqualTo(1);
    assertThat(type.call(manager.create(0f), manager.create(0f)).getFloat()).isEqualTo(2);
  }

  @Test
  void givesSeveralTensors() {
    CompiledFormula both =
        CompiledFormula.of(Formula.of("both", List.of("x", "y"), "return x + y, x * y").giving(2));

    NDList given = both.callForAll(manager, manager.create(2f), manager.create(3f));

    assertThat(given).extracting(NDArray::getFloat).containsExactly(5f, 6f);
  }

  @Test
  void compilesATextOnce() {
    assertThat(CompiledFormula.of(Formula.of("a", List.of("x"), "x + 1")))
        .isSameAs(CompiledFormula.of(Formula.of("b", List.of("x"), "x + 1")));
  }

  @Test
  void saysWhatLibTorchRefuses() {
    assertThatExceptionOfType(MisfitException.class)
        .isThrownBy(() -> compiled("torch.no_such_operator(x)"))
        .withMessage(
            "formula own: LibTorch refuses its text: Unknown builtin op: aten::no_such_operator. Try TorchScript's operators, as torch.name(...).");
    assertThatExceptionOfType(MisfitException.class)
        .isThrownBy(() -> compiled("return x, y"))
        .withMessageStartingWith(
            "formula own: LibTorch refuses its text: Return value was annotated");
    assertThatExceptionOfType(MisfitException.class)
        .isThrownBy(() -> compiled("x +"))
        .withMessageStartingWith("formula own: LibTorch refuses its text: ");
  }

  @Test
  void refusesAnotherNumberOfInputs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> compiled("x + y").call(manager.create(1f)))
        .withMessageContaining("it was given 1 arguments");
  }

  /** The longest and deepest texts that a formula may have do not exhaust LibTorch's stack. */
  @Test
  void compilesTheDeepestTexts() {
    assertThat(
            List.of(
                "x" + " + x".repeat(199),
                "-".repeat(399) + "x",
                "not ".repeat(10) + "x",
                "x ** ".repeat(199) + "x",
                "x if True else ".repeat(79) + "x",
                "(".repeat(32) + "x" + ")".repeat(32),
                "x" + ".t()".repeat(99)))
        .allSatisfy(
            text -> {
              try {
                compiled(text);
              } catch (MisfitException e) {
                assertThat(e).hasMessageContaining("LibTorch refuses");
              }
            });
  }

  private static CompiledFormula compiled(String text) {
    return CompiledFormula.of(Formula.of("own", List.of("x", "y"), text));
  }
}
