package dev.espalier.methods.icp;

/** How much each of a network's layers counts, in the order of depth. */
public enum LayerWeights {
  /** From 1 down to .7071: {@code cos((i - 1) / (L - 1) pi / 4)} for layer i of L. */
  COSINE {
    @Override
    double of(int index, int count) {
      return count == 1 ? 1 : Math.cos((double) index / (count - 1) * Math.PI / 4);
    }
  },

  /** 1 for each. */
  FLAT {
    @Override
    double of(int index, int count) {
      return 1;
    }
  };

  /** Gives a layer's factor; the index is from 0. */
  abstract double of(int index, int count);
}
