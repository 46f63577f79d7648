package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.recurrent.RNN;
import dev.espalier.check.CheckException;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.basic.Dropout;
import dev.espalier.describe.layer.basic.Flatten;
import dev.espalier.describe.layer.basic.Identity;
import dev.espalier.describe.layer.basic.Reshape;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.layer.image.GlobalPool;
import dev.espalier.describe.layer.image.Pool;
import dev.espalier.describe.layer.merge.Residual;
import dev.espalier.describe.layer.merge.Transformer;
import dev.espalier.describe.layer.merge.TransformerBlock;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.layer.norm.LayerNorm;
import dev.espalier.describe.layer.sequence.Embedding;
import dev.espalier.describe.layer.sequence.Recurrent;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Seeds;
import dev.espalier.torch.Bfloat16;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.Functional;
import dev.espalier.torch.Operators;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How layers are computed: by their formulas, or where DJL's operators are measured to be faster,
 * or a pass says more than a formula knows, by an accelerator of this table, which gives the same
 * bits.
 */
final class LayerSteps {
  private static final int[] STEPS = {1};
  private static final int[] LAST = {-1};
  private static final Map<Class<? extends Layer>, Compiler<Layer>> TABLE = new LinkedHashMap<>();

  static {
    add(Dense.class, LayerSteps::dense);
    add(Conv2d.class, LayerSteps::conv2d);
    add(Pool.class, (pool, place) -> pool(pool));
    add(GlobalPool.class, LayerSteps::globalPool);
    add(BatchNorm.class, LayerSteps::batchNorm);
    add(LayerNorm.class, LayerSteps::layerNorm);
    add(Dropout.class, LayerSteps::dropout);
    add(Flatten.class, (flatten, place) -> reshape(flatten.outputOf(place.input())));
    add(Reshape.class, (reshape, place) -> reshape(reshape.dims()));
    add(Residual.class, LayerSteps::residual);
    add(Transformer.class, LayerSteps::inOrder);
    add(TransformerBlock.class, LayerSteps::inOrder);
    add(Recurrent.class, LayerSteps::recurrent);
    add(Embedding.class, LayerSteps::embedding);
    add(Identity.class, (identity, place) -> LayerStep.IDENTITY);
    add(BlockLayer.class, BlockLayer::compile);
    add(TorchModuleLayer.class, TorchModuleLayer::compile);
  }

  private LayerSteps() {}

  /**
   * Gives the step of a layer.
   *
   * @throws CheckException if LibTorch refuses its formula, or it gives another shape than the
   *     layer says
   * @throws IllegalArgumentException if it is a custom layer of an unknown kind
   */
  static LayerStep compile(Layer layer, Place place) {
    LayerStep step = step(layer, place);
    return layer
        .mask()
        .filter(mask -> !mask.equals(StepMask.same()))
        .map(m -> masking(m, step))
        .orElse(step);
  }

  /** Gives a step that says which steps of its value are real. */
  private static LayerStep masking(StepMask mask, LayerStep step) {
    CompiledFormula formula = CompiledFormula.of(mask.formula());
    return (x, call) -> {
      NDArray value = step.apply(x, call);
      if (mask.begins()) {
        call.steps().set(formula.call(x));
      } else if (call.steps().known() != null) {
        call.steps().set(formula.call(call.steps().mask()));
      }
      return value;
    };
  }

  private static LayerStep step(Layer layer, Place place) {
    Compiler<Layer> compiler = TABLE.get(layer.getClass());
    if (compiler != null) {
      return compiler.compile(layer, place);
    }
    if (layer instanceof CustomLayer) {
      throw new IllegalArgumentException(
          "layer %s: %s has no formula and no mapping to DJL. Try Espalier.block(...), which takes any DJL block."
              .formatted(place.path(), layer.getClass().getName()));
    }
    return FormulaStep.of(layer, place);
  }

  /** Gives the classes that have an accelerator. */
  static Set<Class<? extends Layer>> accelerated() {
    return TABLE.keySet();
  }

  private static LayerStep dense(Dense layer, Place place) {
    int weight = place.first();
    int bias = layer.hasBias() ? weight + 1 : -1;
    return (x, call) -> {
      NDArray w = call.parameters()[weight];
      NDArray b = bias < 0 ? null : call.parameters()[bias];
      return call.pass().mixed()
          ? Bfloat16.linear(x, w, b)
          : x.getNDArrayInternal().linear(x, w, b).head();
    };
  }

  private static LayerStep conv2d(Conv2d layer, Place place) {
    int weight = place.first();
    int bias = layer.hasBias() ? weight + 1 : -1;
    Shape stride = new Shape(layer.stride(), layer.stride());
    Shape padding = new Shape(layer.padding(), layer.padding());
    Shape dilation = new Shape(layer.dilation(), layer.dilation());
    return (x, call) -> {
      NDArray w = call.parameters()[weight];
      NDArray b = bias < 0 ? null : call.parameters()[bias];
      return call.pass().mixed()
          ? Bfloat16.convolution(
              x, w, b, layer.stride(), layer.padding(), layer.dilation(), layer.groups())
          : x.getNDArrayInternal()
              .convolution(x, w, b, stride, padding, dilation, layer.groups())
              .head();
    };
  }

  private static LayerStep pool(Pool layer) {
    if (layer.type() == Pool.Kind.MAX) {
      return (x, call) -> Operators.maxPool(x, layer.size(), layer.stride(), layer.padding());
    }
    Shape size = new Shape(layer.size(), layer.size());
    Shape stride = new Shape(layer.stride(), layer.stride());
    Shape padding = new Shape(layer.padding(), layer.padding());
    return (x, call) -> x.getNDArrayInternal().avgPool(size, stride, padding, false, true);
  }

  private static LayerStep globalPool(GlobalPool layer, Place place) {
    // The engine's own global pools reduce two axes; one flattened axis works for images too.
    boolean image = place.input().rank() != 2;
    boolean max = layer.type() == Pool.Kind.MAX;
    return (x, call) -> {
      NDArray flat = image ? x.flatten(2, -1) : x;
      int[] axis = image ? LAST : STEPS;
      return max ? flat.max(axis) : flat.mean(axis);
    };
  }

  private static LayerStep batchNorm(BatchNorm layer, Place place) {
    int gamma = place.first();
    boolean steps = place.input().rank() == 2;
    boolean single = place.input().count() == place.input().size(steps ? 1 : 0);
    return (x, call) -> {
      boolean training = call.pass().training();
      if (training && single && x.size(0) == 1) {
        throw new IllegalArgumentException(
            ("layer %s: a batch of 1 sample has no variance, training needs 2 at least."
                    + " Try another batch size, or layerNorm().")
                .formatted(place.path()));
      }
      NDArray[] p = call.parameters();
      NDArray value =
          Functional.batchNorm(
              steps ? x.transpose(0, 2, 1) : x,
              p[gamma],
              p[gamma + 1],
              p[gamma + 2],
              p[gamma + 3],
              training,
              call.pass().updatesStatistics() ? layer.momentum() : 0,
              layer.epsilon());
      return steps ? value.transpose(0, 2, 1) : value;
    };
  }

  private static LayerStep layerNorm(LayerNorm layer, Place place) {
    int gamma = place.first();
    Shape normalized = new Shape(layer.normalized(place.input()).toArray());
    return (x, call) ->
        Functional.layerNorm(
            x, normalized, call.parameters()[gamma], call.parameters()[gamma + 1], layer.epsilon());
  }

  private static LayerStep dropout(Dropout layer, Place place) {
    if (layer.rate() == 0) {
      return LayerStep.IDENTITY;
    }
    String path = place.path();
    return (x, call) ->
        call.pass().training() && call.pass().drops()
            ? Operators.dropout(x, Seeds.derive(call.pass().key(), "dropout", path), layer.rate())
            : x;
  }

  private static LayerStep reshape(Dims dims) {
    Shape shape = new Shape(dims.withBatch(-1));
    return (x, call) -> x.reshape(shape);
  }

  private static LayerStep residual(Residual layer, Place place) {
    List<LayerStep> parts = Assembly.branches(layer, place);
    LayerStep body = parts.get(0);
    LayerStep shortcut = parts.get(1);
    return (x, call) -> body.apply(x, call).add(shortcut.apply(x, call));
  }

  /** Gives the step of a layer whose value is that of its only branch. */
  private static LayerStep inOrder(Layer layer, Place place) {
    return Assembly.branches(layer, place).get(0);
  }

  private static LayerStep recurrent(Recurrent layer, Place place) {
    if (layer.isBidirectional() || layer.isMasked()) {
      return FormulaStep.of(layer, place);
    }
    int first = place.first();
    int count = 4 * layer.layers();
    RecurrentWeights weights = new RecurrentWeights(layer);
    return (x, call) -> {
      NDList parameters = new NDList(count);
      for (int i = 0; i < count; i++) {
        parameters.add(call.parameters()[first + i]);
      }
      weights.pack(parameters, x);
      Shape shape = new Shape(layer.layers(), x.size(0), layer.units());
      NDArray state = x.getManager().zeros(shape, x.getDataType(), x.getDevice());
      var operators = x.getNDArrayInternal();
      // Always "training": there is no dropout in here, and CUDA refuses the gradient otherwise.
      NDList values =
          switch (layer.cell()) {
            case RNN ->
                operators.rnn(
                    x,
                    state,
                    parameters,
                    true,
                    layer.layers(),
                    RNN.Activation.TANH,
                    0,
                    true,
                    false,
                    true);
            case GRU ->
                operators.gru(x, state, parameters, true, layer.layers(), 0, true, false, true);
            case LSTM ->
                operators.lstm(
                    x,
                    new NDList(state, state),
                    parameters,
                    true,
                    layer.layers(),
                    0,
                    true,
                    false,
                    true);
          };
      return values.head();
    };
  }

  private static LayerStep embedding(Embedding layer, Place place) {
    if (layer.padding().isPresent()) {
      return FormulaStep.of(layer, place);
    }
    int weight = place.first();
    return (x, call) ->
        x.getNDArrayInternal()
            .embedding(
                x.toType(DataType.INT64, false), call.parameters()[weight], SparseFormat.DENSE)
            .head();
  }

  @SuppressWarnings("unchecked") // The key is the layer's class, so the cast inside holds.
  private static <L extends Layer> void add(Class<L> type, Compiler<L> compiler) {
    TABLE.put(type, (Compiler<Layer>) compiler);
  }

  /** Compiles one class of layers. */
  private interface Compiler<L extends Layer> {
    LayerStep compile(L layer, Place place);
  }
}
