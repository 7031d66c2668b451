package search
import ("testing";"os";"strings")
func BenchmarkAnalyse(b *testing.B){ d,_:=os.ReadFile("/tmp/dutch/w.txt"); ws:=strings.Fields(string(d)); n:=0
 b.Run("lemma",func(b *testing.B){for b.Loop(){ n+=7919; dutch().lemmas(ws[n%len(ws)])}})
 b.Run("parts",func(b *testing.B){for b.Loop(){ n+=7919; dutch().partsOf(ws[n%len(ws)])}})
 b.Run("roots",func(b *testing.B){for b.Loop(){ n+=7919; dutch().roots(ws[n%len(ws)])}})
}
