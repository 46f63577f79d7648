package dev.espalier.train.engine;

import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Stage;
import java.io.Console;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows each stage's progress as a bar on a terminal. */
final class ProgressListener implements RunListener {
  private final int stages;
  private int stage;
  private @Nullable ProgressBar bar;

  ProgressListener(Plan plan) {
    stages = count(plan.stages());
  }

  /** Gives the number of stages that are no branch but may be in one. */
  private static int count(List<Stage> stages) {
    int count = 0;
    for (Stage each : stages) {
      count +=
          each instanceof BranchStage branch
              ? branch.alternatives().stream().mapToInt(one -> count(one.stages())).sum()
              : 1;
    }
    return count;
  }

  /** Says whether someone watches: whether the process has a terminal for input and output. */
  @SuppressWarnings("SystemConsoleNull") // isTerminal, asked below, is what JDK 22 says instead
  static boolean isUseful() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From JDK 22 on there is a console without a terminal too; this method tells.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  @Override
  public void stageStarted(Stage started, long steps) {
    if (started instanceof BranchStage) {
      return;
    }
    stage++;
    bar =
        new ProgressBarBuilder()
            .setTaskName("%s/%s %s".formatted(stage, stages, started.name()))
            .setInitialMax(Math.max(steps, 1))
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .build();
  }

  @Override
  public void batchDone() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void epochDone(EpochRecord epoch) {
    if (bar != null) {
      bar.setExtraMessage(" epoch " + epoch.epoch() + metric(epoch));
    }
  }

  @Override
  public void stageDone(StageRecord done) {
    if (bar != null) {
      bar.stepTo(bar.getMax());
      close();
    }
  }

  @Override
  public void stageFailed(Stage stage, Throwable failure) {
    close();
  }

  private void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private static String metric(EpochRecord epoch) {
    Map<String, Double> validation = epoch.validation();
    for (String name : new String[] {"accuracy", "mse"}) {
      Double value = validation.get(name);
      if (value != null) {
        return String.format(Locale.ROOT, ", %s %.4g", name, value);
      }
    }
    return epoch.terms().values().stream()
        .findFirst()
        .map(loss -> String.format(Locale.ROOT, ", loss %.4g", loss))
        .orElse("");
  }
}
