package dev.espalier.describe.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "torch.mse_loss(torch.mm(x, torch.t(x)), torch.mm(y, torch.t(y)))",
        "return x + 1e-3 * y  # a remark",
        "torch.sum((x - y) ** 2,\n    [-1], True)",
        "a, b = torch.split(x, 2, 1)\nreturn a * b",
        "if x.dim() == 2:\n  z = x\nelse:\n  z = torch.flatten(x, 1)\nreturn z if z.numel() > 1 else y",
        "torch.einsum(\"bi,bj->ij\", [x, y])",
        "x[:, 1:] @ y.t()",
        "torch.div(x, y, rounding_mode='floor')",
        "left = x - y\nleft = left * left\nreturn left.mean()",
      })
  void takesArithmetic(String text) {
    assertThatCode(() -> formula(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import os",
        "__import__('os')",
        "self.weight",
        "ops.prim.dtype(x)",
        "torch.from_file('/etc/passwd')",
        "torch.save(x, 'a')",
        "torch.load('a')",
        "x.__class__",
        "open('a')",
        "print(x)",
        "z",
        "while True:\n  x = x\nreturn x",
        "for i in range(3):\n  x = x + i\nreturn x",
        "[i for i in x]",
        "def f(x):\n  return x\nreturn x",
        "lambda: x",
        "x += 1\nreturn x",
        "x[0] = 1\nreturn x",
        "x.mul_(2)",
        "torch.mul_(x, 2)",
        "torch.add(x, y, out=x)",
        "torch.rand_like(x)",
        "torch.randn([2])",
        "torch.dropout(x, 0.5, True)",
        "torch.manual_seed(1)",
        "x.backward()",
        "x.data",
        "torch._foreach_zero_([x])",
        "x; y",
        "x \\\n + y",
        "\"\"\"a\"\"\"",
        "x % 0",
        "x -> y",
        "{1: x}",
        "x`",
        "x + ä",
        "y = x",
        "a = x\na + 1",
        "(x",
        "x)",
        "",
        "# nothing",
        "return x\nimport os",
      })
  void refusesWhatIsMore(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> formula(text))
        .withMessageStartingWith("formula own: ")
        .withMessageContaining("needed ")
        .withMessageContaining(". Try ");
  }

  @Test
  void saysTheLineAndWhatItHas() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> formula("a = x\nreturn a + b"))
        .withMessage(
            "formula own: line 2 has 'b', needed one of its inputs [x, y], a name of a line before, or torch. Try 'x'.");
  }

  @Test
  void refusesAChangeInPlaceWithTheOperatorThatMakesNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> formula("torch.mul_(x, 2)"))
        .withMessage(
            "formula own: line 1 has '.mul_', needed operators that compute from tensors and do nothing else, and are the same each time. Try '.mul', which changes nothing in place.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1x", "x y", "self.x", "torch", "if", "a__b", "_x", "ä"})
  void refusesInputsThatAreNoNames(String input) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Formula.of("own", List.of(input), "1"))
        .withMessageStartingWith("formula own: an input is called '");
  }

  @Test
  void refusesOneInputTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Formula.of("own", List.of("x", "x"), "x"))
        .withMessage(
            "formula own: its inputs are [x, x], needed different ones, at most 5000. Try other names.");
  }

  @Test
  void refusesWhatWouldExhaustTheStackOfItsReader() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> formula("(".repeat(40) + "x" + ")".repeat(40)))
        .withMessageContaining("at most 32 within one another");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> formula("-".repeat(500) + "x"))
        .withMessageContaining("more than 400 words and signs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> formula("a = x\n".repeat(50_000) + "return a"))
        .withMessageContaining("at most 200000");
  }

  @Test
  void isKnownByItsTextAndNotByItsName() {
    assertThat(Formula.of("a", List.of("x"), "  x + 1\n").identity())
        .isEqualTo(Formula.of("b", List.of("x"), "x + 1").identity())
        .isNotEqualTo(Formula.of("a", List.of("x"), "x + 2").identity());
  }

  @Test
  void mayWorkInPlaceInItsSlopeAlone() {
    assertThatCode(
            () ->
                formula("torch.sum(x - y)")
                    .withSlope("z = x - y\nreturn torch.sum(z), torch.fill_(z, weight)"))
        .doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> formula("torch.sum(x)").withSlope("torch.from_file('a')"))
        .withMessageStartingWith("formula own's slope: line 1 has '.from_file'");
  }

  private static Formula formula(String text) {
    return Formula.of("own", List.of("x", "y"), text);
  }
}
