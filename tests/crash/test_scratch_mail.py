import time, subprocess, sys, os
from tests.crash import test_mail
from tests.crash.test_mail import Worker
from tests.post.smtp_server import serving
def test_worker_speed(real_db):
    with serving() as desk:
        test_mail.EACH = 400
        test_mail._fill()
        for conc in ("4",):
            class W(Worker):
                def start(self):
                    self.process = subprocess.Popen([sys.executable,"-m","clientela","worker","--concurrency",conc], env=os.environ|{"CLIENTELA_LOG":"critical"})
            w=W()
            try:
                t=time.perf_counter(); t0=None
                while len(desk.raw)<800 and time.perf_counter()-t<80:
                    time.sleep(.05)
                    if t0 is None and len(desk.raw)>=20: t0=(time.perf_counter(),len(desk.raw))
                print("RATE", conc, round((len(desk.raw)-t0[1])/(time.perf_counter()-t0[0]),1), len(desk.raw))
            finally: w.kill()
