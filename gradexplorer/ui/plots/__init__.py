"""Plots: passive, themed views of plain arrays that emit signals and compute nothing.

They stand on pyqtgraph: `range_view.RangeView` is its view around one ViewBox, which holds the ranges; `items` are its
curves, dots and images; what it has no item for is painted in pixels (`surface.Layer`). `canvas.Canvas` adds the hand;
`curve.CurvePlot` and `contour.ContourPlot` draw on it; `timeline.Timeline` is the strip of loss against step; `marks`
are the plain data that the plots take.
"""
