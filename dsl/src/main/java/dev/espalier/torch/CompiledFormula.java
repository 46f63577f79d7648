package dev.espalier.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Shown;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A {@link Formula} that LibTorch has compiled, to call on any thread and device; gradients flow
 * through it where the thread records them.
 *
 * <p>Equal texts are compiled once in a process, and kept as long as it lives.
 */
public final class CompiledFormula {
  private static final ConcurrentMap<Object, CompiledFormula> COMPILED = new ConcurrentHashMap<>();
  // What Python names, TorchScript numbers.
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("uint8", 0),
          Map.entry("int32", 3),
          Map.entry("int64", 4),
          Map.entry("long", 4),
          Map.entry("float32", 6),
          Map.entry("float", 6),
          Map.entry("float64", 7),
          Map.entry("double", 7),
          Map.entry("bool", 11),
          Map.entry("bfloat16", 15));
  private static final Pattern TYPES =
      Pattern.compile("\\btorch\\.(" + String.join("|", NUMBERS.keySet()) + ")\\b(?! *\\()");
  private static final Pattern RAISED = Pattern.compile("^(\\w+\\.)*\\w*(Error|Exception): ");
  private static final Pattern RETURNS = Pattern.compile("^ *return\\b", Pattern.MULTILINE);
  private static final String FUNCTION = "formula";

  private final Formula formula;
  private final Script script;
  private final List<CompiledFormula> alone;

  private CompiledFormula(Formula formula, Script script) {
    this.formula = formula;
    this.alone = List.of(this);
    this.script = script;
  }

  /**
   * Compiles a formula, or finds it compiled.
   *
   * @throws MisfitException if LibTorch refuses its text
   */
  public static CompiledFormula of(Formula formula) {
    return COMPILED.computeIfAbsent(formula.identity(), key -> compile(formula));
  }

  /**
   * Gives the formula's tensor; it belongs to the manager of the first input.
   *
   * @param inputs as many as the formula has, in its order, one at least
   * @throws IllegalArgumentException if there are more or fewer
   * @throws EngineException if the shapes do not fit the formula
   */
  public NDArray call(NDArray... inputs) {
    return script.call(FUNCTION, (Object[]) inputs);
  }

  /** Gives all tensors of a formula that gives several; they belong to a manager. */
  public NDList callForAll(NDManager owner, NDArray... inputs) {
    return script.callForAll(owner, FUNCTION, (Object[]) inputs);
  }

  /** Gives a list of this one, the same each time. */
  List<CompiledFormula> alone() {
    return alone;
  }

  /** Gives the function of a script that computes the value and its weighted slope. */
  String slope(String name) {
    String takes = takes("", formula) + ", weight: float";
    return function(name, takes, formula.slope().orElseThrow(), 2);
  }

  /** Gives what was compiled. */
  public Formula formula() {
    return formula;
  }

  /** Gives a formula as a method of a module that is exported. */
  public static String method(Formula formula, String name) {
    return function(name, takes("self, ", formula), formula.text(), formula.outputs());
  }

  private static String takes(String first, Formula formula) {
    return formula.inputs().stream()
        .map(input -> input + ": Tensor")
        .collect(Collectors.joining(", ", first, ""));
  }

  private static CompiledFormula compile(Formula formula) {
    String source = function(FUNCTION, takes("", formula), formula.text(), formula.outputs());
    return new CompiledFormula(formula, define(formula.name(), source));
  }

  /** Gives a function of a script. */
  static String function(String name, String takes, String text, int outputs) {
    String gives =
        outputs == 1
            ? "Tensor"
            : "Tuple[%s]".formatted(String.join(", ", Collections.nCopies(outputs, "Tensor")));
    // An expression of several lines stands in brackets of its own.
    String lines = RETURNS.matcher(text).find() ? text : "return " + text;
    String body =
        TYPES.matcher(lines).replaceAll(type -> String.valueOf(NUMBERS.get(type.group(1))));
    return "def %s(%s) -> %s:\n%s".formatted(name, takes, gives, body.indent(2));
  }

  /** Compiles functions, and says of a refusal what LibTorch says, without its own files. */
  static Script define(String name, String source) {
    try {
      return Script.define(source);
    } catch (EngineException e) {
      throw new MisfitException(
          "formula %s: LibTorch refuses its text: %s".formatted(Shown.of(name), reason(e)),
          "TorchScript's operators, as torch.name(...)");
    }
  }

  @Override
  public String toString() {
    return formula.toString();
  }

  /** Gives what LibTorch says is wrong, in one line, without its files and lines. */
  public static String reason(EngineException e) {
    List<String> lines =
        String.valueOf(e.getMessage())
            .lines()
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .toList();
    // A text that fails while it runs says so last, after its lines.
    String said =
        lines.stream()
            .filter(line -> RAISED.matcher(line).find())
            .reduce((first, last) -> last)
            .orElse(lines.isEmpty() ? "it says no reason" : lines.get(0));
    return Shown.of(RAISED.matcher(said).replaceFirst("").replaceAll("[.:]+$", ""));
  }
}
