package fit_test
import ("testing";"weir/model/fit";"time";"fmt")
func TestZZ(t *testing.T){ 
 l:=cdnow(t); t0:=time.Now(); r:=fitted(t,l,fit.Options{Until:september, Replications:1}); fmt.Println("fit",time.Since(t0));t0=time.Now(); r=fitted(t,l,fit.Options{Until:september}); fmt.Println("all",time.Since(t0), r.Agree)
}
