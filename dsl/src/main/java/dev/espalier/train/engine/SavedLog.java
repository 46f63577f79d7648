package dev.espalier.train.engine;

import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.state.StateReader;
import dev.espalier.train.state.StateWriter;
import java.io.IOException;

/** Writes and reads what a log holds. */
final class SavedLog {
  private SavedLog() {}

  static void save(StateWriter out, RunState run) throws IOException {
    out.number("stages", run.stages().size());
    for (int i = 0; i < run.stages().size(); i++) {
      save(out.within("stage " + i), run.stages().get(i));
    }
    out.number("epochs", run.epochs().size());
    for (int i = 0; i < run.epochs().size(); i++) {
      save(out.within("epoch " + i), run.epochs().get(i));
    }
    out.texts("notes", run.saver().notes());
  }

  static void restore(StateReader in, RunState run) {
    for (long i = 0; i < in.number("stages"); i++) {
      run.stages().add(stage(in.within("stage " + i)));
    }
    for (long i = 0; i < in.number("epochs"); i++) {
      run.epochs().add(epoch(in.within("epoch " + i)));
    }
    // What was noted before comes before how it was found again.
    run.saver().notes().addAll(0, in.texts("notes"));
  }

  private static void save(StateWriter out, StageRecord stage) throws IOException {
    out.text("name", stage.name());
    out.text("trains", stage.trains());
    out.number("epochs", stage.epochs());
    out.number("steps", stage.steps());
    out.number("trainable", stage.trainable());
    out.real("seconds", stage.seconds());
    out.text("end", stage.end());
    out.text("verdict", stage.verdict());
    out.reals("counters", stage.counters());
    out.texts("notes", stage.notes());
  }

  private static StageRecord stage(StateReader in) {
    return new StageRecord(
        in.text("name"),
        in.text("trains"),
        Math.toIntExact(in.number("epochs")),
        in.number("steps"),
        in.number("trainable"),
        in.real("seconds"),
        in.text("end"),
        in.text("verdict"),
        in.reals("counters"),
        in.texts("notes"));
  }

  private static void save(StateWriter out, EpochRecord epoch) throws IOException {
    out.text("stage", epoch.stage());
    out.number("epoch", epoch.epoch());
    out.number("steps", epoch.steps());
    out.real("rate", epoch.rate());
    out.reals("terms", epoch.terms());
    out.reals("weights", epoch.weights());
    out.reals("measures", epoch.measures());
    out.reals("validation", epoch.validation());
    out.real("seconds", epoch.seconds());
  }

  private static EpochRecord epoch(StateReader in) {
    return new EpochRecord(
        in.text("stage"),
        Math.toIntExact(in.number("epoch")),
        in.number("steps"),
        in.real("rate"),
        in.reals("terms"),
        in.reals("weights"),
        in.reals("measures"),
        in.reals("validation"),
        in.real("seconds"));
  }
}
