package dev.espalier.train.state;

import java.io.IOException;

/** A running part of a training whose state a checkpoint holds. */
public interface Saved {

  /** Writes the state; changes nothing. */
  void save(StateWriter out) throws IOException;

  /** Takes over what {@link #save} wrote, in a part that was made the same way. */
  void restore(StateReader in);
}
