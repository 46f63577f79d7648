package dev.espalier.compile;

import ai.djl.nn.Block;
import dev.espalier.describe.value.Identified;
import java.util.function.Supplier;

/** Makes layers of DJL blocks. */
public final class Blocks {
  private Blocks() {}

  /**
   * Gives any DJL block as a layer, such as {@code block(() -> new MyBlock())}.
   *
   * @param supplier makes the block, new and equal each time it is asked; it is asked several
   *     times, to learn shapes before anything is trained
   */
  public static BlockLayer block(Supplier<? extends Block> supplier) {
    return new BlockLayer("", supplier);
  }

  /**
   * Gives any DJL block as a layer under a name, by which a checkpoint knows it again.
   *
   * @param name what two suppliers have in common only if their blocks compute the same
   * @param supplier makes the block, new and equal each time it is asked
   */
  public static BlockLayer block(String name, Supplier<? extends Block> supplier) {
    Identified.requireName("block", name);
    return new BlockLayer(name, supplier);
  }
}
