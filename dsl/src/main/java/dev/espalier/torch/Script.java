package dev.espalier.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Functions written in TorchScript, compiled once and called from Java on any thread and device.
 *
 * <p>A method plug-in that needs an operator DJL does not offer writes it in a few lines:
 *
 * <pre>{@code
 * static final Script SCRIPT = Script.define("""
 *     def scaled(x: Tensor, factor: float) -> Tensor:
 *       return x * factor
 *     """);
 *
 * NDArray twice = SCRIPT.call("scaled", x, 2.0);
 * }</pre>
 *
 * <p>Functions are written without {@code self}, their types are given, and they call each other as
 * {@code self.other(x)}. There is no import: operators are {@code torch.name(...)}, an empty list
 * is {@code annotate(List[Tensor], [])}. Arguments are matched by place:
 *
 * <table>
 * <caption>Arguments</caption>
 * <tr><th>TorchScript</th><th>Java</th></tr>
 * <tr><td>Tensor</td><td>NDArray</td></tr>
 * <tr><td>List[Tensor]</td><td>collection of NDArray, one at least</td></tr>
 * <tr><td>int, float, bool, str</td><td>Long or Integer, any Number, Boolean, String</td></tr>
 * <tr><td>List[int], List[float]</td><td>long[], double[]</td></tr>
 * </table>
 */
public final class Script implements AutoCloseable {
  private static final String MODULE = "Functions";
  private static final Pattern SPECIAL_NAME = Pattern.compile("\\.|\\[]|\\(\\)|^module_method:");
  // Only this path into LibTorch leaves the caller's gradient mode as it is, and it takes tensors
  // and strings. So numbers travel as text, and a wrapper for each function reads them.
  private static final List<String> READERS = List.of(reader("int"), reader("float"));

  private final Map<String, Signature> signatures;
  private final PtNDManager manager;
  private final PtSymbolBlock block;

  private Script(Map<String, Signature> signatures, PtNDManager manager, PtSymbolBlock block) {
    this.signatures = signatures;
    this.manager = manager;
    this.block = block;
  }

  /**
   * Compiles functions; keep the value, best in a static field, for it takes milliseconds.
   *
   * @throws IllegalArgumentException if there is no function in the source
   * @throws ai.djl.engine.EngineException if LibTorch refuses the source; its message shows the
   *     line
   */
  public static Script define(String source) {
    Map<String, Signature> signatures = Signature.allOf(source);
    TorchScriptArchive archive = TorchScriptArchive.named(MODULE);
    for (String reader : READERS) {
      archive = archive.method(reader);
    }
    for (Signature signature : signatures.values()) {
      archive = archive.method(signature.method()).method(signature.wrapper());
    }
    PtNDManager manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
    try {
      return new Script(
          signatures,
          manager,
          JniUtils.loadModule(manager, new ByteArrayInputStream(archive.toBytes()), true, false));
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Calls a function that returns one tensor; the result belongs to the manager of the first array.
   *
   * <p>Gradients flow through it where the thread records them.
   *
   * @throws IllegalArgumentException if there is no such function, or the arguments do not fit it
   */
  public NDArray call(String function, Object... arguments) {
    return call(ownerOf(function, arguments), function, arguments);
  }

  /** Calls a function that returns one tensor; the result belongs to {@code owner}. */
  public NDArray call(NDManager owner, String function, Object... arguments) {
    NDList results = callForAll(owner, function, arguments);
    int count = results.size();
    if (count != 1) {
      results.close();
      throw new IllegalArgumentException(
          "script function %s: it returned %s tensors, and call(...) gives one. Try callForAll(...)."
              .formatted(function, count));
    }
    return results.get(0);
  }

  /** Calls a function that returns a tuple or a list of tensors; they belong to {@code owner}. */
  public NDList callForAll(NDManager owner, String function, Object... arguments) {
    Signature signature = signature(function, arguments);
    NDList inputs = new NDList(arguments.length + 1);
    List<NDArray> aliases = new ArrayList<>();
    // LibTorch's results go to the manager of the first input, and this one is no tensor.
    inputs.add(named(text(owner, ""), "module_method:" + signature.wrapperName()));
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof NDArray array) {
        inputs.add(plain(array, aliases));
      } else if (arguments[i] instanceof Collection<?> arrays) {
        for (Object array : arrays) {
          // The name that marks a list's members must not show on the caller's arrays.
          inputs.add(named(alias((PtNDArray) array, aliases), "list" + i + "[]"));
        }
      } else {
        inputs.add(text(owner, textOf(arguments[i])));
      }
    }
    JniUtils.setGraphExecutorOptimize(false);
    try {
      return IValueUtils.forward(block, inputs, true);
    } finally {
      JniUtils.setGraphExecutorOptimize(true);
      aliases.forEach(NDArray::close);
    }
  }

  /**
   * Runs a function that changes its arguments in place, without recording gradients; what it
   * returns is dropped.
   */
  public void run(String function, Object... arguments) {
    invoke(function, arguments, result -> null);
  }

  /**
   * Calls a function without recording gradients, faster than {@link #callForAll}. The tensors of
   * its tuple or list belong to {@code owner}; they are there to read, and cannot be recorded on.
   */
  public NDList runForAll(NDManager owner, String function, Object... arguments) {
    return invoke(function, arguments, result -> result.toNDList((PtNDManager) owner));
  }

  private <T extends @Nullable Object> T invoke(
      String function, Object[] arguments, Function<IValue, T> reading) {
    signature(function, arguments);
    List<IValue> temporary = new ArrayList<>();
    IValue[] values = new IValue[arguments.length];
    // Profiling and specialising would compile anew at every change of a shape.
    JniUtils.setGraphExecutorOptimize(false);
    try {
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i] instanceof IValue prepared) {
          values[i] = prepared;
        } else {
          values[i] = prepare(arguments[i]);
          temporary.add(values[i]);
        }
      }
      try (IValue result = IValueUtils.runMethod(block, function, values)) {
        return reading.apply(result);
      }
    } finally {
      JniUtils.setGraphExecutorOptimize(true);
      temporary.forEach(IValue::close);
    }
  }

  /** Gives the names of the functions, in the order of the source. */
  public List<String> functions() {
    return List.copyOf(signatures.keySet());
  }

  /** Frees the compiled functions; those of a static field live as long as the process. */
  @Override
  public void close() {
    block.close();
    manager.close();
  }

  /** Gives an argument for {@link #run} in its native form, which its caller closes. */
  static IValue prepare(Object argument) {
    if (argument instanceof NDArray array) {
      return IValue.from((PtNDArray) array);
    }
    if (argument instanceof Collection<?> arrays) {
      return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }
    if (argument instanceof Double || argument instanceof Float) {
      return IValue.from(((Number) argument).doubleValue());
    }
    if (argument instanceof Number number) {
      return IValue.from(number.longValue());
    }
    if (argument instanceof Boolean flag) {
      return IValue.from(flag);
    }
    if (argument instanceof String text) {
      return IValue.from(text);
    }
    if (argument instanceof long[] values) {
      return IValue.listFrom(values);
    }
    if (argument instanceof double[] values) {
      return IValue.listFrom(values);
    }
    throw unfit(argument);
  }

  private static String textOf(Object argument) {
    if (argument instanceof Boolean flag) {
      return flag ? "1" : "0";
    }
    if (argument instanceof Number || argument instanceof String) {
      return argument.toString();
    }
    if (argument instanceof long[] values) {
      return LongStream.of(values).mapToObj(Long::toString).collect(Collectors.joining(","));
    }
    if (argument instanceof double[] values) {
      return DoubleStream.of(values).mapToObj(Double::toString).collect(Collectors.joining(","));
    }
    throw unfit(argument);
  }

  private Signature signature(String function, Object[] arguments) {
    Signature signature = signatures.get(function);
    if (signature == null) {
      throw new IllegalArgumentException(
          "script function %s: there is none. It has %s.".formatted(function, functions()));
    }
    if (signature.parameters().size() != arguments.length) {
      throw new IllegalArgumentException(
          "script function %s: it was given %s arguments, and takes %s."
              .formatted(function, arguments.length, signature.parameters()));
    }
    return signature;
  }

  /** Gives a method that reads a list of numbers from text. */
  private static String reader(String type) {
    return """
        def %1$ss__(self, text: str) -> List[%1$s]:
          out = annotate(List[%1$s], [])
          if len(text) > 0:
            for part in text.split(","):
              out.append(%1$s(part))
          return out
        """
        .formatted(type);
  }

  private static NDManager ownerOf(String function, Object[] arguments) {
    for (Object argument : arguments) {
      if (argument instanceof NDArray array) {
        return array.getManager();
      }
      if (argument instanceof Collection<?> arrays && !arrays.isEmpty()) {
        return ((NDArray) arrays.iterator().next()).getManager();
      }
    }
    throw new IllegalArgumentException(
        "script function %s: no argument is an array. Try call(manager, ...).".formatted(function));
  }

  private static NDArray text(NDManager owner, String text) {
    return new PtNDArray((PtNDManager) owner, new String[] {text}, new Shape());
  }

  private static NDArray named(NDArray array, String name) {
    array.setName(name);
    return array;
  }

  /** Gives an array that DJL takes for a plain tensor: some names mean something else to it. */
  private static NDArray plain(NDArray array, List<NDArray> aliases) {
    String name = array.getName();
    boolean special = name != null && SPECIAL_NAME.matcher(name).find();
    return special ? alias((PtNDArray) array, aliases) : array;
  }

  private static NDArray alias(PtNDArray array, List<NDArray> aliases) {
    NDArray alias = JniUtils.reshape(array, array.getShape().getShape());
    aliases.add(alias);
    return alias;
  }

  private static IllegalArgumentException unfit(Object argument) {
    return new IllegalArgumentException(
        "script argument of %s: it is none of NDArray, collection of NDArray, Number, Boolean, String, long[], double[]."
            .formatted(argument.getClass().getSimpleName()));
  }
}
