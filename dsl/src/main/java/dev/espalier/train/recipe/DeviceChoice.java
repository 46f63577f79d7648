package dev.espalier.train.recipe;

/** Where a training runs. */
public sealed interface DeviceChoice {

  /** Gives the first GPU if there is one, else the CPU. */
  static DeviceChoice auto() {
    return new Auto();
  }

  /** Gives the CPU. */
  static DeviceChoice cpu() {
    return new Cpu();
  }

  /** Gives a GPU by its number, from 0. */
  static DeviceChoice gpu(int number) {
    return new Gpu(number);
  }

  /** The first GPU if there is one. */
  record Auto() implements DeviceChoice {
    @Override
    public String toString() {
      return "auto";
    }
  }

  /** The CPU. */
  record Cpu() implements DeviceChoice {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * One GPU.
   *
   * @param number its number, from 0
   */
  record Gpu(int number) implements DeviceChoice {
    /** Refuses a negative number. */
    public Gpu {
      if (number < 0) {
        throw new IllegalArgumentException(
            "gpu(" + number + "): GPUs are numbered from 0. Try gpu(0).");
      }
    }

    @Override
    public String toString() {
      return "gpu " + number;
    }
  }
}
