package dev.espalier.compile;

import ai.djl.nn.Block;
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
    return new BlockLayer(supplier);
  }
}
