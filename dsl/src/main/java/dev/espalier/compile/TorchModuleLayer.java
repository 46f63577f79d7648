package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Identified;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.torch.TorchModule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value of a TorchScript module: that of one of its parts, or its own result.
 *
 * <p>The module runs once, where the first of its values is computed; the layers after it, in the
 * same pass, give the others.
 *
 * @param module the module
 * @param index which of its values, from 0
 * @param dims the shape of the value
 * @param wholeNumbers whether the module takes whole numbers
 */
public record TorchModuleLayer(TorchModule module, int index, Dims dims, boolean wholeNumbers)
    implements CustomLayer, Identified {
  // Of the pass that runs on this thread; the arrays belong to that pass.
  private static final ThreadLocal<@Nullable List<NDArray>> VALUES = new ThreadLocal<>();

  @Override
  public String kind() {
    return "module";
  }

  @Override
  public Dims outputOf(Dims in) {
    return dims;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return List.of();
  }

  @Override
  public Object identity() {
    return List.of(module.identity(), index);
  }

  static LayerStep compile(TorchModuleLayer layer, Place place) {
    return (x, call) -> {
      List<NDArray> values =
          layer.index == 0 ? layer.module.call(x, layer.wholeNumbers) : VALUES.get();
      if (values == null || (layer.index > 0 && values.get(layer.index - 1) != x)) {
        throw new MisfitException(
            "%s stands without those before it".formatted(layer), "torchScript(...).taps(...)");
      }
      boolean last = layer.index == values.size() - 1;
      if (last) {
        VALUES.remove();
      } else {
        VALUES.set(values);
      }
      return values.get(layer.index);
    };
  }

  @Override
  public String toString() {
    return index == module.taps().size() ? module + "" : module + " " + module.taps().get(index);
  }
}
