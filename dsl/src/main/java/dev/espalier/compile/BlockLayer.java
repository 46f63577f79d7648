package dev.espalier.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Identified;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Any DJL block as a layer, with one input and one output; {@code Espalier.block(...)} makes it.
 *
 * <p>Its parameters count, start from the run's seed and are kept in checkpoints like those of any
 * layer: weights start as {@link Initial#heNormal()}, biases, betas and running means at 0, gammas
 * and running variances at 1, others normal of deviation 0.02. What a block draws itself, such as
 * dropout, comes from the engine's process-wide generator. A block that multiplies by a number
 * while it trains writes {@code x.mul(Torch.scalar(x, 2))}: DJL's {@code x.mul(2)} may train with
 * garbage.
 *
 * @param name by which a checkpoint knows it again; empty for none
 *     <p>The block of a DJL {@code Model} is freed with its model. {@code block(model::getBlock)}
 *     keeps the model as long as the description lives; close it after every run. One block is in
 *     one run at a time, and starts each from the values that it came with.
 * @param supplier makes the block, new and equal each time it is asked
 */
public record BlockLayer(String name, Supplier<? extends Block> supplier)
    implements CustomLayer, Identified {
  /**
   * Gives any DJL block as a layer, such as {@code BlockLayer.of(() -> new MyBlock())}.
   *
   * @param supplier makes the block, new and equal each time it is asked; it is asked several
   *     times, to learn shapes before anything is trained
   */
  public static BlockLayer of(Supplier<? extends Block> supplier) {
    return new BlockLayer("", supplier);
  }

  /**
   * Gives any DJL block as a layer under a name, by which a checkpoint knows it again.
   *
   * @param name what two suppliers have in common only if their blocks compute the same
   * @param supplier makes the block, new and equal each time it is asked
   */
  public static BlockLayer of(String name, Supplier<? extends Block> supplier) {
    Identified.requireName("block", name);
    return new BlockLayer(name, supplier);
  }

  @Override
  public Dims outputOf(Dims in) {
    return probe(in, block -> new BlockProbe(block, in).output());
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return probe(in, BlockLayer::specs);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? "block()" : "block(" + name + ")";
  }

  @Override
  public Object identity() {
    return name.isEmpty() ? supplier : name;
  }

  static LayerStep compile(BlockLayer layer, Place place) {
    Block block = layer.supplier.get();
    place.assembly().adopt(place, block);
    List<Parameter> parameters = block.getParameters().values();
    @Nullable Parameter first = parameters.isEmpty() ? null : parameters.get(0);
    return (x, call) -> {
      if (first != null && first.isInitialized() && first.getArray().isReleased()) {
        throw Loan.freed(place.path());
      }
      boolean training = call.pass().training();
      ParameterStore store =
          training && !call.pass().updatesStatistics()
              ? DirectStore.KEEPING_STATISTICS
              : call.store();
      return block.forward(store, new NDList(x), training).singletonOrThrow();
    };
  }

  private <T> T probe(Dims in, Function<Block, T> question) {
    Block block = supplier.get();
    if (block == null) {
      throw new MisfitException("the block's supplier gives null", "block(() -> new MyBlock())");
    }
    Loan.renew(block);
    if (Loan.isFreed(block)) {
      throw new MisfitException(
          "the values of block %s are freed, since the DJL model that it came from was closed or forgotten"
              .formatted(BlockProbe.name(block)),
          "block(model::getBlock), which keeps the model, and closing it after the run");
    }
    boolean empty = !block.isInitialized();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      block.initialize(manager, DataType.FLOAT32, new Shape(in.withBatch(BlockProbe.BATCH)));
      return question.apply(block);
    } catch (MisfitException e) {
      throw e;
    } catch (RuntimeException e) {
      MisfitException misfit =
          new MisfitException(
              "the block %s cannot take %s: %s".formatted(BlockProbe.name(block), in, firstLine(e)),
              "another input, or another block");
      misfit.initCause(e);
      throw misfit;
    } finally {
      if (empty) {
        // A supplier may give the same block again.
        block.clear();
      }
    }
  }

  private static String firstLine(RuntimeException e) {
    return e instanceof NullPointerException
        ? "it or what it gives has a null"
        : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static List<ParameterSpec> specs(Block block) {
    List<ParameterSpec> specs = new ArrayList<>();
    block.getParameters().forEach(pair -> specs.add(spec(pair.getKey(), pair.getValue())));
    return specs;
  }

  private static ParameterSpec spec(String name, Parameter parameter) {
    long[] shape = parameter.getArray().getShape().getShape();
    long window = 1;
    for (int i = 2; i < shape.length; i++) {
      window *= shape[i];
    }
    long fanOut = shape.length == 0 ? 1 : shape[0] * window;
    long fanIn = shape.length < 2 ? fanOut : shape[1] * window;
    Initial initial =
        switch (parameter.getType()) {
          case WEIGHT -> Initial.heNormal();
          case BIAS, BETA, RUNNING_MEAN -> Initial.zeros();
          case GAMMA, RUNNING_VAR -> Initial.ones();
          case OTHER -> Initial.normal(0.02);
        };
    return new ParameterSpec(
        name, Dims.of(shape), fanIn, fanOut, initial, parameter.requiresGradient());
  }
}
